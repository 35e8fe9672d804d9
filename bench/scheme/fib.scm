; Doubly recursive Fibonacci numbers on fixnums: calls and small arithmetic.
(define (fib n)
  (if (< n 2)
      n
      (+ (fib (- n 1)) (fib (- n 2)))))

(display (fib 39))
(newline)
