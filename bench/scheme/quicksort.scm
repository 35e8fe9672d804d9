; Quicksort of a vector of pseudo-random fixnums.
(define (next-random x) (modulo (+ (* x 1103515245) 12345) 2147483648))

(define (fill! v seed)
  (let loop ((i 0) (x seed))
    (if (< i (vector-length v))
        (begin (vector-set! v i x) (loop (+ i 1) (next-random x))))))

(define (quicksort! v)
  (let sort ((low 0) (high (- (vector-length v) 1)))
    (if (< low high)
        (let ((pivot (vector-ref v (quotient (+ low high) 2))))
          (let loop ((i low) (j high))
            (if (<= i j)
                (let ((i (let up ((i i)) (if (< (vector-ref v i) pivot) (up (+ i 1)) i)))
                      (j (let down ((j j)) (if (> (vector-ref v j) pivot) (down (- j 1)) j))))
                  (if (<= i j)
                      (let ((x (vector-ref v i)))
                        (vector-set! v i (vector-ref v j))
                        (vector-set! v j x)
                        (loop (+ i 1) (- j 1)))
                      (loop i j)))
                (begin (sort low j) (sort i high))))))))

(define v (make-vector 1000000 0))

(define (repeat k)
  (fill! v k)
  (quicksort! v)
  (if (= k 1) (vector-ref v 500000) (repeat (- k 1))))

(display (repeat 6))
(newline)
