; Products of matrices whose rows are vectors of floating-point numbers.
(define (make-matrix n f)
  (let ((m (make-vector n 0)))
    (let rows ((i 0))
      (if (< i n)
          (let ((row (make-vector n 0.0)))
            (let columns ((j 0))
              (if (< j n)
                  (begin (vector-set! row j (f i j)) (columns (+ j 1)))))
            (vector-set! m i row)
            (rows (+ i 1)))))
    m))

(define (multiply a b n)
  (make-matrix n
    (lambda (i j)
      (let ((row (vector-ref a i)))
        (let loop ((k 0) (sum 0.0))
          (if (= k n)
              sum
              (loop (+ k 1)
                    (+ sum (* (vector-ref row k) (vector-ref (vector-ref b k) j))))))))))

(define n 200)
(define a (make-matrix n (lambda (i j) (exact->inexact (modulo (+ (* 3 i) j) 7)))))
(define b (make-matrix n (lambda (i j) (exact->inexact (modulo (+ i (* 5 j)) 11)))))

(define (repeat k)
  (let ((c (multiply a b n)))
    (if (= k 1)
        (vector-ref (vector-ref c 17) 42)
        (repeat (- k 1)))))

(display (inexact->exact (repeat 6)))
(newline)
