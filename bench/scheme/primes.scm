; The sieve of Eratosthenes on a vector.
(define (sieve n)
  (let ((composite (make-vector (+ n 1) #f)))
    (let loop ((i 2) (count 0))
      (if (> i n)
          count
          (if (vector-ref composite i)
              (loop (+ i 1) count)
              (begin
                (let mark ((j (* i i)))
                  (if (<= j n)
                      (begin (vector-set! composite j #t) (mark (+ j i)))))
                (loop (+ i 1) (+ count 1))))))))

(define (repeat k)
  (let ((result (sieve 2000000)))
    (if (= k 1) result (repeat (- k 1)))))

(display (repeat 8))
(newline)
