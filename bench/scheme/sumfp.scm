; A loop that adds floating-point numbers.
(define (run n)
  (let loop ((i n) (sum 0.0))
    (if (< i 0.0)
        sum
        (loop (- i 1.0) (+ i sum)))))

(define (repeat k)
  (let ((result (run 1e6)))
    (if (= k 1) result (repeat (- k 1)))))

(display (inexact->exact (repeat 100)))
(newline)
