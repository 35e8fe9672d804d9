; A saddle point by descent within descent (Siskind and Pearlmutter 2008): derivatives nest.
(define (descend f x rate n) (if (= n 0) x (descend f (- x (* rate (derivative f x))) rate (- n 1))))
(define (f x y) (- (+ (* x x) (* x y)) (* y y)))
(define (best-y x) (descend (lambda (y) (- (f x y))) 0.0 0.2 60))
(define x (descend (lambda (x) (f x (best-y x))) 1.0 0.2 60))
(display (< (abs x) 1e-6)) (newline)
(display (< (abs (best-y x)) 1e-6)) (newline)
