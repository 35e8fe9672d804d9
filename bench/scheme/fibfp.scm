; Fibonacci numbers on floating-point numbers: calls and boxed arithmetic.
(define (fibfp n)
  (if (< n 2.0)
      n
      (+ (fibfp (- n 1.0)) (fibfp (- n 2.0)))))

(display (inexact->exact (fibfp 36.0)))
(newline)
