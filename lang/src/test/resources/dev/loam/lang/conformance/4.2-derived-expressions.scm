; R7RS 4.2: derived expression types
(cond ((> 3 2) 'greater) ((< 3 2) 'less)) => greater
(cond ((> 3 3) 'greater) ((< 3 3) 'less) (else 'equal)) => equal
(cond ((assv 'b '((a 1) (b 2))) => cadr) (else #f)) => 2
(cond (#f 1) (2)) => 2
(cond ((values 1) => (lambda (x) (+ x 1)))) => 2
(case (* 2 3) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite)) => composite
(case (car '(c d)) ((a e i o u) 'vowel) ((w y) 'semivowel) (else => (lambda (x) x))) => c
(case 2 ((1) 'one) ((2) => (lambda (x) (* x 10))) (else 'no)) => 20
(case #\a ((#\a) 1) (else 2)) => 1
(case 1/2 ((1/2) 'half) (else 'other)) => half
(case "a" (("a") 1) (else 2)) => 2
(and (= 2 2) (> 2 1)) => #t
(and (= 2 2) (< 2 1)) => #f
(and 1 2 'c '(f g)) => (f g)
(and) => #t
(or (= 2 2) (> 2 1)) => #t
(or #f #f #f) => #f
(or (memq 'b '(a b c)) (/ 3 0)) => (b c)
(or) => #f
(when (> 2 1) 1 2) => 2
(unless (> 1 2) 1 2) => 2
(let ((x 2) (y 3)) (* x y)) => 6
(let ((x 2) (y 3)) (let ((x 7) (z (+ x y))) (* z x))) => 35
(let ((x 2) (y 3)) (let* ((x 7) (z (+ x y))) (* z x))) => 70
(let* () 5) => 5
(let* ((x 1) (x (+ x 1))) x) => 2
(letrec ((even? (lambda (n) (if (zero? n) #t (odd? (- n 1))))) (odd? (lambda (n) (if (zero? n) #f (even? (- n 1)))))) (even? 88)) => #t
(letrec* ((p (lambda (x) (+ 1 (q (- x 1))))) (q (lambda (y) (if (zero? y) 0 (+ 1 (p (- y 1)))))) (x (p 5)) (y x)) y) => 5
(letrec ((a (lambda () b)) (b 2)) (a)) => 2
(letrec ((a b) (b 1)) a) => error: the variable b is used before its definition was reached
(let-values (((root rem) (exact-integer-sqrt 32))) (* root rem)) => 35
(let-values (((a b) (values 1 2)) ((x . y) (values 3 4 5)) (z (values 6 7))) (list a b x y z)) => (1 2 3 (4 5) (6 7))
(let ((a 'a) (b 'b) (x 'x) (y 'y)) (let*-values (((a b) (values x y)) ((x y) (values a b))) (list a b x y))) => (x y x y)
(let-values (((a b) (values 1 2 3))) a) => error: 2 values are needed here, there came 3
(let () (define-values (x y) (values 1 2)) (+ x y)) => 3
(let () (define-values (x . y) (values 1 2 3)) (list x y)) => (1 (2 3))
(receive (a b . c) (values 1 2 3 4) (list a b c)) => (1 2 (3 4))
(let ((x 5)) (begin (set! x 6) (+ x 1))) => 7
(begin) => #<unspecified>
(do ((vec (make-vector 5)) (i 0 (+ i 1))) ((= i 5) vec) (vector-set! vec i i)) => #(0 1 2 3 4)
(let ((x '(1 3 5 7 9))) (do ((x x (cdr x)) (sum 0 (+ sum (car x)))) ((null? x) sum))) => 25
(let loop ((numbers '(3 -2 1 6 -5)) (nonneg '()) (neg '())) (cond ((null? numbers) (list nonneg neg)) ((>= (car numbers) 0) (loop (cdr numbers) (cons (car numbers) nonneg) neg)) (else (loop (cdr numbers) nonneg (cons (car numbers) neg))))) => ((6 1 3) (-5 -2))
(force (delay (+ 1 2))) => 3
(let ((p (delay (+ 1 2)))) (list (force p) (force p))) => (3 3)
(define integers (letrec ((next (lambda (n) (delay (cons n (next (+ n 1))))))) (next 0)))
(define head (lambda (stream) (car (force stream))))
(define tail (lambda (stream) (cdr (force stream))))
(head (tail (tail integers))) => 2
(define (stream-filter p? s) (delay-force (if (null? (force s)) (delay '()) (let ((h (car (force s))) (t (cdr (force s)))) (if (p? h) (delay (cons h (stream-filter p? t))) (stream-filter p? t))))))
(head (tail (tail (stream-filter odd? integers)))) => 5
(define count 0)
(define p (delay (begin (set! count (+ count 1)) (if (> count x) count (force p)))))
(define x 5)
(promise? p) => #t
(force p) => 6
(promise? p) => #t
(begin (set! x 10) (force p)) => 6
(force 7) => 7
(force (make-promise 8)) => 8
(let loop ((n 100000) (s (delay 0))) (if (= n 0) (force s) (loop (- n 1) (let ((t s)) (delay-force t))))) => 0
(define radix (make-parameter 10 (lambda (x) (if (and (exact-integer? x) (<= 2 x 16)) x (error "invalid radix")))))
(define (f n) (number->string n (radix)))
(f 12) => "12"
(parameterize ((radix 2)) (f 12)) => "1100"
(f 12) => "12"
(parameterize ((radix 0)) (f 12)) => error: invalid radix
(define pa (make-parameter 1))
(parameterize ((pa 2)) (list (pa) (parameterize ((pa 3)) (pa)) (pa))) => (2 3 2)
(pa) => 1
(call/cc (lambda (k) (parameterize ((pa 5)) (k (pa))))) => 5
(pa) => 1
(guard (condition ((assq 'a condition) => cdr) ((assq 'b condition))) (raise (list (cons 'a 42)))) => 42
(guard (condition ((assq 'a condition) => cdr) ((assq 'b condition))) (raise (list (cons 'b 23)))) => (b . 23)
(guard (e (#f 'never)) 5) => 5
(guard (e ((symbol? e) (list 'sym e)) ((string? e) 'str)) (raise 'boom)) => (sym boom)
(guard (e (else (list 'else e))) (guard (e2 ((string? e2) 'inner)) (raise 'sym))) => (else sym)
(guard (e (else 'caught)) (vector-ref (vector 1 2) 5)) => caught
`(list ,(+ 1 2) 4) => (list 3 4)
(let ((name 'a)) `(list ,name ',name)) => (list a 'a)
`(a ,(+ 1 2) ,@(map abs '(4 -5 6)) b) => (a 3 4 5 6 b)
`((foo ,(- 10 3)) ,@(cdr '(c)) . ,(car '(cons))) => ((foo 7) . cons)
`#(10 5 ,(sqrt 4) ,@(map sqrt '(16 9)) 8) => #(10 5 2 4 3 8)
(let ((foo '(foo bar)) (@baz 'baz)) `(list ,@foo , @baz)) => (list foo bar baz)
`(a `(b ,(c ,(+ 1 2)))) => (a `(b ,(c 3)))
`(a `(b ,(foo ,(+ 1 3) d) e) f) => (a `(b ,(foo 4 d) e) f)
(let ((name1 'x) (name2 'y)) `(a `(b ,,name1 ,',name2 d) e)) => (a `(b ,x ,'y d) e)
(quasiquote (list (unquote (+ 1 2)) 4)) => (list 3 4)
`(1 . ,(+ 1 1)) => (1 . 2)
`,@(list 1 2) => error: unquote-splicing stands where there is no list to splice into
(define range (case-lambda ((e) (range 0 e)) ((b e) (do ((r '() (cons e r)) (e (- e 1) (- e 1))) ((< e b) r)))))
(range 3) => (0 1 2)
(range 3 5) => (3 4)
(define cl (case-lambda ((a) (list 'one a)) ((a b . c) (list 'more a b c)) (() 'none)))
(list (cl) (cl 1) (cl 1 2) (cl 1 2 3 4 5 6)) => (none (one 1) (more 1 2 ()) (more 1 2 (3 4 5 6)))
(let ((x 1)) (fluid-let ((x 2)) (set! x (+ x 1))) x) => 1
(let ((sum 0)) (for i 1 10 (set! sum (+ sum i))) sum) => 55
(let ((l '())) (for x in '(1 2 3) (set! l (cons (* x x) l))) l) => (9 4 1)
(let ((l '())) (for c in "abc" (set! l (cons c l))) l) => (#\c #\b #\a)
(let ((name "world") (n 3)) #"hello ~{name}, ~{(* n n)} times") => "hello world, 9 times"
(define (kw a scale: (s 1) shift: (t (* 2 s))) (list a s t))
(kw 1) => (1 1 2)
(kw 1 scale: 5) => (1 5 10)
(kw 1 #:shift 7 #:scale 5) => (1 5 7)
(kw 1 size: 5) => error: kw has no keyword argument size:
(define (typed (x : real) (y : integer)) : real (+ x y))
(typed 1.5 2) => 3.5
(match '(1 2 3) ((a b c) (list c b a))) => (3 2 1)
(match '(1 . 2) ((cons a b) (+ a b))) => 3
(match 5 ((? string? s) s) ((? number? n) (* n n))) => 25
(match '(add 1 (mul 2 3)) (('add x ('mul y z)) (+ x (* y z)))) => 7
(match (vector 1 2) ((vector a b) (+ a b))) => 3
(match 7 ((or 1 2 3) 'small) ((or 7 8) 'large)) => large
(match '(1 2 3 4) ((a . rest) rest)) => (2 3 4)
(match 3 (x (=> (> x 5)) 'big) (x 'little)) => little
(match 1 (2 3)) => error: match: no pattern fits 1
