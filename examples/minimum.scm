; A minimum by Newton's method on the derivative: second derivatives nest.
(define (minimise f x n)
  (if (= n 0) x (minimise f (- x (/ (derivative f x) (derivative-n f x 2))) (- n 1))))
(display (minimise (lambda (x) (+ (expt x 4) (* -3 x x) x)) 2.0 8)) (newline)
