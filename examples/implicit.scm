; The derivative of a root by its parameter: through the iterations, and by the implicit function theorem. Both agree.
(define (root a) (let loop ((x 1.0) (i 0)) (if (= i 30) x (loop (- x (/ (- (* x x x) a) (* 3 x x))) (+ i 1)))))
(define through (derivative root 2.0))
(define (f x a) (- (* x x x) a))
(define x (root 2.0))
(define by-theorem (- (/ (derivative (lambda (a) (f x a)) 2.0) (derivative (lambda (x) (f x 2.0)) x))))
(display (< (abs (- through by-theorem)) 1e-12)) (newline)
