; Derivatives of numbers
(derivative (lambda (x) (* x x)) 3) => 6
(derivative (lambda (x) (* x x)) 1/3) => 2/3
(derivative (lambda (x) (* x x x)) 2.0) => 12.0
((derivative sin) 0) => 1
((D (lambda (x) (expt x 3))) 2) => 12
(derivative exp 0) => 1
(derivative (lambda (x) 5) 1) => 0
(derivative (lambda (x) (/ 1 x)) 2) => -1/4
(derivative (lambda (x) (expt 2 x)) 3.0) => 5.545177444479562
(derivative (lambda (x) (expt x x)) 2.0) => 6.772588722239782
(derivative (lambda (x) (sqrt x)) 4) => 1/4
(derivative (lambda (x) (atan 1 x)) 1) => -1/2
(derivative (lambda (x) (if (> x 1) (* x x) x)) 3) => 6
(derivative (lambda (x) (max x 2)) 3) => 1
(derivative (lambda (x) (min x 2)) 3) => 0
(derivative (lambda (x) (abs x)) -3) => -1
(derivative (lambda (x) (vector x (* x x))) 3) => #(1 6)
(derivative (lambda (x) (list (sin x) 5)) 0) => (1 0)
(derivative-n (lambda (x) (expt x 30)) 7 1) => 96597172674395391805128210
(derivative-n (lambda (x) (* x x x x)) 2 3) => 48
(derivative-n (lambda (x) (* x x x x)) 2 0) => 16
(taylor exp 0 4) => (1 1 1/2 1/6 1/24)
(derivative (lambda (x) (derivative (lambda (y) (* y y y)) x)) 2.0) => 12.0
; perturbations are not confused
(derivative (lambda (x) (* x (derivative (lambda (y) (+ x y)) 3.0))) 5.0) => 1.0
(derivative (lambda (x) (* x (derivative (lambda (y) (* x y)) 2))) 3) => 6
(derivative (lambda (x) (* x (gradient (lambda (y) (* x y)) 2))) 3) => 6
(gradient (lambda (x) (* x (derivative (lambda (y) (* x y)) 2))) 3) => 6
(gradient (lambda (x) (* x (gradient (lambda (y) (* x y)) 2))) 3) => 6
(gradient (lambda (p) (derivative (lambda (x) (* (vector-ref p 0) x x)) 2.0)) (vector 3.0)) => #(4.0)
(gradient (lambda (v) (vector-ref (gradient (lambda (w) (* (vector-ref w 0) (vector-ref w 0) (vector-ref w 0))) v) 0)) (vector 2.0)) => #(12.0)
(define df (derivative (lambda (x) (* x x x))))
(derivative df 2) => 12
; the bug of Manzyuk, Pearlmutter, Radul, Rush and Siskind: a perturbation that leaves in a closure
(define (shift u) (lambda (f) (lambda (x) (f (+ x u)))))
(define d-hat ((derivative shift) 0))
((d-hat exp) 1.0) => 2.718281828459045
((d-hat (d-hat exp)) 1.0) => 2.718281828459045
((d-hat (d-hat (lambda (x) (* x x x)))) 2) => 12
; reverse
(gradient (lambda (x) (* x x)) 3) => 6
(gradient (lambda (v) (* (vector-ref v 0) (vector-ref v 1))) #(2 5)) => #(5 2)
(gradient (lambda (x y) (+ (* x x) (* 3 y))) (list 3.0 4.0)) => (6.0 3.0)
(gradient (lambda (x y) (* x y y)) 2 3) => #(9 12)
((gradient (lambda (x y) (* x y y))) 2 3) => #(9 12)
((gradient (lambda (v) (apply + (map (lambda (x) (* x x)) v)))) '(1 2 3)) => (2 4 6)
(gradient (lambda (p) (* (car p) (vector-ref (cadr p) 1))) (list 2 (vector 3 4))) => (4 #(0 2))
(gradient (lambda (x) 7) 1.5) => 0
(gradient (lambda (v) (let ((s 0)) (for-each (lambda (x) (set! s (+ s (* x x)))) v) s)) '(1.0 2.0)) => (2.0 4.0)
(gradient (lambda (v) (let ((out (make-vector 3 0))) (do ((i 0 (+ i 1))) ((= i 3)) (vector-set! out i (* (vector-ref v i) (vector-ref v i)))) (+ (vector-ref out 0) (vector-ref out 2)))) #(1 2 3)) => #(2 0 6)
(gradient (lambda (x) (call/cc (lambda (k) (* 5 (k (* x x)))))) 3) => 6
(gradient (lambda (x) (let loop ((i 0) (y x)) (if (= i 10) y (loop (+ i 1) (* y x))))) 1) => 11
(define-record-type point (make-point x y) point? (x px) (y py))
(gradient (lambda (p) (* (px p) (py p))) (make-point 2 3)) => #<point x: 3 y: 2>
(call-with-values (lambda () (value-and-gradient (lambda (x) (* x x)) 3)) list) => (9 6)
(jacobian (lambda (v) (vector (* (vector-ref v 0) (vector-ref v 1)) (vector-ref v 0))) #(2 3)) => #(#(3 2) #(1 0))
(jacobian (lambda (x y) (list (+ x y) (* x y))) #(2 3)) => #(#(1 1) #(3 2))
(hessian (lambda (v) (let ((x (vector-ref v 0)) (y (vector-ref v 1))) (+ (* x x y) (* y y)))) #(2 3)) => #(#(6 4) #(4 2))
(hessian (lambda (x y) (+ (* x x) (* y y))) #(2.0 3.0)) => #(#(2.0 0.0) #(0.0 2.0))
(laplacian (lambda (v) (+ (* (vector-ref v 0) (vector-ref v 0)) (* 3 (vector-ref v 1) (vector-ref v 1)))) #(1 2)) => 8
(divergence (lambda (v) (vector (* 2 (vector-ref v 0)) (* 5 (vector-ref v 1)))) #(1 1)) => 7
(curl (lambda (v) (vector (- (vector-ref v 1)) (vector-ref v 0) 0)) #(1 2 3)) => #(0 0 2)
(directional-derivative (lambda (v) (* (vector-ref v 0) (vector-ref v 1))) #(2 3) #(1 1)) => 5
(call-with-values (lambda () (jvp (lambda (x) (* x x)) 3 2)) list) => (9 12)
(call-with-values (lambda () (vjp (lambda (x y) (vector (* x y) (+ x y))) #(2 3))) (lambda (y pull) (list y (pull #(1 10))))) => (#(6 5) #(13 12))
(hvp (lambda (v) (* (vector-ref v 0) (vector-ref v 0) (vector-ref v 1))) #(2 3) #(1 0)) => #(6 4)
(call-with-values (lambda () (linearize (lambda (x) (* x x)) 3)) (lambda (y f) (list y (f 1) (f 10)))) => (9 6 60)
(derivative (lambda (x) (* x (stop-gradient x))) 3) => 3
(begin (ad-reset-counters!) (gradient (lambda (v) (apply * v)) '(1 2 3)) (ad-counters)) => ((primal . 1) (reverse . 1))
(begin (ad-reset-counters!) (hessian (lambda (v) (apply * v)) '(1 2 3)) (ad-counters)) => ((primal . 3) (reverse . 3))
; what has no derivative is told
(derivative (lambda (x) (numerator x)) 1/2) => error: numerator has no derivative; write (stop-gradient x) around its argument where none is wanted
(gradient (lambda (x) (vector x x)) 3) => error: gradient: the function must give one real number, it gave something else; for several use jacobian: #(3 3)
(derivative (lambda (x) "text") 3) => error: the function to be differentiated must give numbers, it gave "text"
(derivative sin "text") => error: derivative: the point must be a real number, found something else; for several numbers use gradient or jacobian: "text"
(gradient (lambda (x) x) "text") => error: gradient: argument 2 must be a point: a real number, or a vector or list of them, found "text"
; depth
(define (nest f n) (if (= n 0) f (derivative (nest f (- n 1)))))
((nest (lambda (x) (expt x 8)) 8) 1) => 40320
(define (nest-gradient f n) (if (= n 0) f (gradient (nest-gradient f (- n 1)))))
((nest-gradient (lambda (x) (expt x 6)) 6) 1) => 720
(define (alternate f n) (if (= n 0) f ((if (even? n) derivative gradient) (alternate f (- n 1)))))
((alternate (lambda (x) (expt x 7)) 7) 1) => 5040
