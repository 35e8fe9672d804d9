; Vector calculus.
(define (potential x y z) (+ (* x x y) (* y z z)))
(display (gradient potential 1 2 3)) (newline)
(display (laplacian potential 1 2 3)) (newline)
(define (field x y z) (list (* x y) (* y z) (* z x)))
(display (divergence field 1 2 3)) (newline)
(display (curl field 1 2 3)) (newline)
(display (curl (lambda (p) (gradient (lambda (q) (apply potential (vector->list q))) p)) #(1 2 3))) (newline)
(display (jacobian field 1 2 3)) (newline)
