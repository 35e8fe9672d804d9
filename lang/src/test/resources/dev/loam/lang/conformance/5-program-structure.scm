; R7RS 5: program structure
(define add3 (lambda (x) (+ x 3)))
(add3 3) => 6
(define first car)
(first '(1 2)) => 1
(define ((curried a) b) (list a b))
((curried 1) 2) => (1 2)
(define-values (q r) (values 7 8))
(list q r) => (7 8)
(define-values (q2 . rest) (values 1 2 3))
(list q2 rest) => (1 (2 3))
(define-values all (values 1 2))
all => (1 2)
(let ((x 5)) (define foo (lambda (y) (bar x y))) (define bar (lambda (a b) (+ (* a b) a))) (foo (+ x 3))) => 45
(let () (define (ev? n) (or (= n 0) (od? (- n 1)))) (define (od? n) (and (> n 0) (ev? (- n 1)))) (ev? 1001)) => #f
(let () (define a 1) (define (f) (* a 10)) (define b (f)) (list a b)) => (1 10)
(let () (define a 1) (set! a 2) (define b (+ a 1)) b) => 3
(let () (define (f) x) (define x 5) (f)) => 5
(let () (define y (lambda () x)) (define z (y)) (define x 5) z) => error: the variable x is used before its definition was reached
(define-record-type <pare> (kons x y) pare? (x kar set-kar!) (y kdr))
(pare? (kons 1 2)) => #t
(pare? (cons 1 2)) => #f
(kar (kons 1 2)) => 1
(kdr (kons 1 2)) => 2
(let ((k (kons 1 2))) (set-kar! k 3) (kar k)) => 3
(kons 1 2) => #<pare x: 1 y: 2>
(kar 5) => error: kar: argument 1 must be a record of type pare, found 5
(define-record-type other (make-other) other?)
(other? (make-other)) => #t
(kar (make-other)) => error: kar: argument 1 must be a record of type pare, found #<other>
(let () (define-record-type loc (mk a) loc? (a loc-a)) (loc-a (mk 5))) => 5
(define (+ a b) (* a b))
(+ 3 4) => 12
(define car cdr)
(car '(1 2)) => (2)
(define-library (my lib) (export f (rename hidden shown) twice) (import (scheme base)) (begin (define (hidden x) (* x 100)) (define (f x) (helper x)) (define (helper x) (list 'helped x)) (define-syntax twice (syntax-rules () ((_ e) (begin e (helper e)))))))
(import (my lib))
(f 1) => (helped 1)
(shown 2) => 200
(twice 3) => (helped 3)
helper => error: the variable helper is not defined
(import (prefix (only (my lib) f) my-))
(my-f 4) => (helped 4)
(import (rename (my lib) (f g)))
(g 5) => (helped 5)
(import (except (my lib) f))
(import (only (my lib) nothing)) => error: the library (my lib) has no nothing
(import (no such library)) => error: there is no library (no such library)
(cond-expand (r7rs 'yes) (else 'no)) => yes
(cond-expand ((and r7rs (not nothing)) 1) (else 2)) => 1
(cond-expand ((library (scheme base)) 1) (else 2)) => 1
(cond-expand ((library (no such)) 1) (else 2)) => 2
(cond-expand (no-such-feature 1)) => #<unspecified>
(eval '(* 7 3) (environment '(scheme base))) => 21
(let ((f (eval '(lambda (f x) (f x x)) (environment '(scheme base))))) (f + 10)) => 100
(eval '(define zz 5) (environment '(scheme base))) => error: nothing can be defined in the environment environment: zz
(eval '(define zz 5) (interaction-environment))
zz => 5
(eval '(cond-expand 1) (environment '(only (scheme base) quote))) => error: the variable cond-expand is not defined
