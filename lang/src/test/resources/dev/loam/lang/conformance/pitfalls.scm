; Where implementations of the report go wrong: continuations and places, hygiene, names that are shadowed
(let ((cont #f)) (letrec ((x (call/cc (lambda (c) (set! cont c) 0))) (y (call/cc (lambda (c) (set! cont c) 0)))) (if cont (let ((c cont)) (set! cont #f) (set! x 1) (set! y 1) (c 0)) (+ x y)))) => 0
(letrec ((x (call/cc list)) (y (call/cc list))) (cond ((procedure? x) (x (pair? y))) ((procedure? y) (y (pair? x)))) (let ((x (car x)) (y (car y))) (and (call/cc x) (call/cc y) (call/cc x)))) => #t
(letrec ((x (call/cc (lambda (c) (list #t c))))) (if (car x) ((cadr x) (list #f (lambda () x))) (eq? x ((cadr x))))) => #t
(call/cc (lambda (c) (0 (c 1)))) => 1
(let-syntax ((foo (syntax-rules () ((_ expr) (+ expr 1))))) (let ((+ *)) (foo 3))) => 4
(let ((x 1)) (let-syntax ((foo (syntax-rules () ((_ y) (let-syntax ((bar (syntax-rules () ((_) (let ((x 2)) y))))) (bar)))))) (foo x))) => 1
(let-syntax ((x (syntax-rules ()))) 1) => 1
(let-syntax ((foo (syntax-rules () ((_ var) (define var 1))))) (let ((x 2)) (begin (define foo +)) (cond (else (foo x))) x)) => 2
((lambda lambda lambda) 'x) => (x)
(let ((begin (lambda (x) x))) (begin 1)) => 1
(let ((quote -)) (eqv? '1 1)) => #f
(let - ((n (- 1))) n) => -1
(let ((if list)) (if 1 2 3)) => (1 2 3)
(let ((cond 5) (else 6)) (+ cond else)) => 11
(let ((x '()) (y 0)) (call/cc (lambda (escape) (let* ((yin ((lambda (foo) (set! x (cons y x)) (if (= y 10) (escape x) (begin (set! y 0) foo))) (call/cc (lambda (bar) bar)))) (yang ((lambda (foo) (set! y (+ y 1)) foo) (call/cc (lambda (baz) baz))))) (yin yang))))) => (10 9 8 7 6 5 4 3 2 1 0)
(let ((ls1 (list 1 2 3)) (ls2 (list 4 5 6))) (append ls1 ls2) ls1) => (1 2 3)
(let ((k1 #f) (k2 #f) (k3 #f) (state 0)) (define (identity x) x) (define (fn) ((identity (if (= state 0) (call/cc (lambda (k) (set! k1 k) +)) +)) (identity (if (= state 0) (call/cc (lambda (k) (set! k2 k) 1)) 1)) (identity (if (= state 0) (call/cc (lambda (k) (set! k3 k) 2)) 2)))) (define (check states) (set! state 0) (let* ((res '()) (r (fn))) (set! res (cons r res)) (if (null? states) res (begin (set! state (car states)) (set! states (cdr states)) (case state ((1) (k3 4)) ((2) (k2 2)) ((3) (k1 -))))))) (map (lambda (x) (check x)) '((1 2 3) (1 3 2) (2 1 3) (2 3 1) (3 1 2) (3 2 1)))) => ((-1 4 5 3) (4 -1 5 3) (-1 5 4 3) (5 -1 4 3) (4 5 -1 3) (5 4 -1 3))
(let ((x 0)) (let ((y (begin (set! x 1) x))) (+ x y))) => 2
(let loop ((i 0) (acc '())) (if (< i 3) (loop (+ i 1) (cons (lambda (d) (set! i (+ i d)) i) acc)) (map (lambda (f) (f 10)) acc))) => (12 11 10)
(define + -)
(+ 5 3) => 2
(let ((+ *)) (+ 5 3)) => 15
(apply + '(5 3)) => 2
(map + '(5) '(3)) => (2)
(set! - *)
(- 5 3) => 15
(define (list . args) 'mine)
(list 1 2) => mine
(define if-value (if #t 1 2))
if-value => 1
