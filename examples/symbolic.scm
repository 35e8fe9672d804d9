; Derivatives as expressions.
(display (diff '(* x (sin x)) 'x)) (newline)
(display (diff '(/ (exp x) x) 'x)) (newline)
(define (f x) (+ (expt x 3) (* 2 x)))
(display (diff f)) (newline)
(display ((eval (diff f)) 2)) (newline)
(display (simplify '(+ x (* 2 x) (- 3 x) 4))) (newline)
