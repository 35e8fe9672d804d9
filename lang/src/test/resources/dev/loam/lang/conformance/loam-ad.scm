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
(begin (ad-reset-counters!) (gradient (lambda (v) (apply * v)) '(1 2 3)) (ad-counters)) => ((primal . 1) (forward . 0) (reverse . 1))
(begin (ad-reset-counters!) (hessian (lambda (v) (apply * v)) '(1 2 3)) (ad-counters)) => ((primal . 3) (forward . 0) (reverse . 3))
; what has no derivative is told
(derivative (lambda (x) (numerator x)) 1/2) => error: numerator has no derivative; write (stop-gradient x) around its argument where none is wanted
(gradient (lambda (x) (vector x x)) 3) => error: gradient: the function must give one real number, it gave something else; for several use jacobian: #(3 3)
(derivative (lambda (x) "text") 3) => error: derivative: the function to be differentiated must give numbers, it gave "text"
(derivative sin "text") => error: derivative: the point must be a real number, found something else; for several numbers use gradient or jacobian: "text"
(gradient (lambda (x) x) "text") => error: gradient: argument 2 must be a point: a real number, or a vector, list or record of them, found "text"
; depth
(define (nest f n) (if (= n 0) f (derivative (nest f (- n 1)))))
((nest (lambda (x) (expt x 8)) 8) 1) => 40320
(define (nest-gradient f n) (if (= n 0) f (gradient (nest-gradient f (- n 1)))))
((nest-gradient (lambda (x) (expt x 6)) 6) 1) => 720
(define (alternate f n) (if (= n 0) f ((if (even? n) derivative gradient) (alternate f (- n 1)))))
((alternate (lambda (x) (expt x 7)) 7) 1) => 5040
; a Jacobian takes whichever mode needs fewer sweeps, after one run of the function
(begin (ad-reset-counters!) (jacobian (lambda (x) (list x (* x x) (* x x x))) 2) (ad-counters)) => ((primal . 1) (forward . 1) (reverse . 0))
(jacobian (lambda (x) (list x (* x x) 7 (sin (* 0 x)))) 2) => #(#(1) #(4) #(0) #(0))
(jacobian (lambda (x y) (list x (* x y) (/ x y) (exp (- x x)))) #(2 3.0)) => #(#(1 0) #(3.0 2) #(0.3333333333333333 -0.2222222222222222) #(0 0))
; every operator with the function alone
((derivative-n (lambda (x) (* x x x))) 2 2) => 12
((taylor (lambda (x) (* x x x))) 2 3) => (8 12 6 1)
((D (lambda (x) (* x x))) 5) => 10
((jacobian (lambda (x y) (list (* x y)))) #(2 3)) => #(#(3 2))
((hessian (lambda (x y) (* x x y))) 2 3) => #(#(6 4) #(4 0))
((laplacian (lambda (x y) (* x x y))) 2 3) => 6
((divergence (lambda (x y) (list (* x x) (* x y)))) 2 3) => 6
((curl (lambda (x y z) (list (- y) x 0))) 1 2 3) => #(0 0 2)
((directional-derivative (lambda (v) (* (car v) (cadr v)))) '(2 3) '(1 1)) => 5
(call-with-values (lambda () ((jvp (lambda (x) (* x x))) 3 2)) list) => (9 12)
((hvp (lambda (x y) (* x x y))) #(2 3) #(1 0)) => #(6 4)
(call-with-values (lambda () ((value-and-gradient (lambda (x y) (* x y))) 2 3)) list) => (6 #(3 2))
(call-with-values (lambda () ((vjp (lambda (x) (* x x))) 3)) (lambda (y pull) (pull 2))) => 12
(call-with-values (lambda () ((linearize (lambda (x) (* x x))) 3)) (lambda (y f) (f 1))) => 6
((vmap (lambda (x) (* x x))) '(1 2 3)) => (1 4 9)
(vmap (lambda (x y) (+ x y)) #(1 2) #(10 20)) => #(11 22)
((vmap (gradient (lambda (x) (* x x x)))) #(1 2 3)) => #(3 12 27)
(gradient (lambda (v) (apply + ((vmap (lambda (x) (* x x))) v))) '(1 2 3)) => (2 4 6)
(vmap + '(1 2) '(1)) => error: vmap: all arguments must have as many entries; argument 1 has 2, argument 2 has 1
(vmap + 5) => error: vmap: argument 1 must be a list or vector, found 5
(taylor sin 5) => error: taylor: takes a function, a point and a number, or the function alone; was given two arguments
; points
(gradient (lambda (m) (let ((a (vector-ref m 0)) (b (vector-ref m 1))) (* (vector-ref a 0) (vector-ref b 1)))) #(#(1 2) #(3 4))) => #(#(4 0) #(0 1))
(gradient (lambda (x y) (* x y)) (make-point 2 3)) => #<point x: 3 y: 2>
(jacobian (lambda (p) (make-point (* (px p) (py p)) (px p))) (make-point 2 3)) => #(#(3 2) #(1 0))
(hessian (lambda (p) (* (px p) (px p) (py p))) (make-point 2 3)) => #(#(6 4) #(4 0))
(directional-derivative (lambda (p) (* (px p) (py p))) (make-point 2 3) (make-point 1 0)) => 3
; power series: order k costs its square, not two to its power
(derivative-n (lambda (x) (expt x 100)) 1 99) => 93326215443944152681699238856266700490715968264381621468592963895217599993229915608941463976156518286253697920827223758251185210916864000000000000000000000000
(derivative-n exp 0 40) => 1
(derivative-n sin 0 41) => 1
(list-tail (taylor (lambda (x) (/ 1 (- 1 x))) 0 20) 18) => (1 1 1)
(taylor (lambda (x) (log (+ 1 x))) 0 4) => (0 1 -1/2 1/3 -1/4)
(taylor (lambda (x) (sqrt (+ 1 x))) 0 3) => (1 1/2 -1/8 1/16)
(taylor tan 0 5) => (0 1 0 1/3 0 2/15)
(taylor atan 0 5) => (0 1 0 -1/3 0 1/5)
(taylor asin 0 5) => (0 1 0 1/6 0 3/40)
(taylor sinh 0 3) => (0 1 0 1/6)
(taylor (lambda (x) (expt (+ 1 x) 1/2)) 0 2) => (1 1/2 -1/8)
(taylor (lambda (x) (list x (* x x))) 3 2) => ((3 9) (1 6) (0 1))
(taylor (lambda (x) (expt 2 x)) 0 1) => (1 0.6931471805599453)
(taylor (lambda (x) (abs (- x))) 2 2) => (2 1 0)
(derivative-n (lambda (x) (derivative-n (lambda (y) (* x x x y y y)) 1 2)) 1 2) => 36
(derivative (lambda (x) (derivative-n (lambda (y) (* x y y)) 1 2)) 1) => 2
(derivative-n (lambda (x) (gradient (lambda (y) (* x x y y)) x)) 1 3) => 12
(taylor (lambda (x) (derivative (lambda (y) (* x (expt y 3))) x)) 1 3) => (3 9 9 3)
; rules of one's own
(define cube-rule (custom-vjp (lambda (x) (* x x x)) (lambda (g y x) (* g 100))))
(cube-rule 2) => 8
(gradient cube-rule 2) => 100
(derivative cube-rule 2) => 100
(gradient (lambda (x) (* x (cube-rule (* x x)))) 1.0) => 201.0
(derivative (lambda (x) (* x (cube-rule (* x x)))) 1.0) => 201.0
(define product-rule (custom-vjp (lambda (x y) (* x y)) (lambda (g z x y) (list (* g y) (* g x)))))
(gradient product-rule 3 4) => #(4 3)
(gradient (lambda (x y) (product-rule x (* 2 y))) 3 4) => #(8 6)
(hessian product-rule 3 4) => #(#(0 1) #(1 0))
(derivative (gradient (lambda (x) (product-rule x (* x x)))) 2) => 12
(gradient (gradient (lambda (x) (product-rule x (* x x)))) 2) => 12
(gradient (lambda (v) (apply + (vector->list ((custom-vjp (lambda (v) (vector-map sin v)) (lambda (g y v) (vector-map (lambda (g x) (* g (cos x))) g v))) v)))) #(0 0)) => #(1 1)
(gradient (custom-vjp (lambda (x y) (* x y)) (lambda (g z x y) g)) 3 4) => error: custom-vjp: the rule must give one number for each of the 2 in the arguments of the function, it gave 1: 1
; what is captured is not lost to a rule that does not tell of it
(gradient (lambda (a) ((custom-vjp (lambda (x) (* a x x)) (lambda (g y x) (* g 2 x))) 3)) 5) => 9
; run again instead of kept
(define (steps x) (let loop ((i 0) (x x)) (if (= i 50) x (loop (+ i 1) (sin (* 2 x))))))
(= (gradient (checkpoint steps) 0.3) (gradient steps 0.3)) => #t
(= (gradient (lambda (x) ((checkpoint steps) (* x ((checkpoint steps) x)))) 0.3) (gradient (lambda (x) (steps (* x (steps x)))) 0.3)) => #t
(gradient (lambda (a) ((checkpoint (lambda (x) (* a x x))) 3)) 5) => 9
(hessian (checkpoint (lambda (x y) (* x x y))) 2 3) => #(#(6 4) #(4 0))
(derivative (checkpoint (lambda (x) (* x x x))) 2) => 12
; nothing loses a derivative without a word
(derivative (lambda (x) (gcd x 4)) 6) => error: gcd has no derivative; write (stop-gradient x) around its argument where none is wanted
(derivative (lambda (x) (real-part (make-rectangular x 1))) 2) => error: make-rectangular has no derivative; write (stop-gradient x) around its argument where none is wanted
(derivative (lambda (x) (magnitude (* x +i))) 2) => error: magnitude has no derivative; write (stop-gradient x) around its argument where none is wanted
(derivative (lambda (x) (rationalize x 1/10)) 0.3) => error: rationalize has no derivative; write (stop-gradient x) around its argument where none is wanted
(gradient (lambda (x) (* x (gcd (stop-gradient x) 4))) 6) => 2
(derivative (lambda (x) (case x ((3) (* x x)) (else x))) 3) => 6
(derivative (lambda (x) (if (eqv? x 3) (* x x) x)) 3) => 6
(derivative (lambda (x) (if (equal? (list x) '(3)) (* x x) x)) 3) => 6
(derivative (lambda (x) (if (memv x '(1 2 3)) (* x x) x)) 3) => 6
(derivative (lambda (x) (if (even? x) (* x x) x)) 4) => 8
