; R7RS 4.1: primitive expression types
(define x 28)
x => 28
(quote a) => a
(quote #(a b c)) => #(a b c)
(quote (+ 1 2)) => (+ 1 2)
'a => a
'#(a b c) => #(a b c)
'() => ()
'(+ 1 2) => (+ 1 2)
'(quote a) => 'a
''a => 'a
'145932 => 145932
'"abc" => "abc"
"abc" => "abc"
'#\a => #\a
#\a => #\a
'#(a 10) => #(a 10)
'#u8(64 65) => #u8(64 65)
#t => #t
(+ 3 4) => 7
((if #f + *) 3 4) => 12
((lambda (x) (+ x x)) 4) => 8
(define reverse-subtract (lambda (x y) (- y x)))
(reverse-subtract 7 10) => 3
(define add4 (let ((x 4)) (lambda (y) (+ x y))))
(add4 6) => 10
((lambda x x) 3 4 5 6) => (3 4 5 6)
((lambda (x y . z) z) 3 4 5 6) => (5 6)
((lambda (x y . z) z) 3 4) => ()
((lambda (a b c d e) (list e d c b a)) 1 2 3 4 5) => (5 4 3 2 1)
((lambda (a b c d e . f) (list f e)) 1 2 3 4 5 6 7) => ((6 7) 5)
(apply (lambda (a b c d e . f) f) '(1 2 3 4 5 6 7)) => (6 7)
(if (> 3 2) 'yes 'no) => yes
(if (> 2 3) 'yes 'no) => no
(if (> 3 2) (- 3 2) (+ 3 2)) => 1
(if '() 'true 'false) => true
(if 0 'true 'false) => true
(if "" 'true 'false) => true
(define y 2)
(+ y 1) => 3
(set! y 4)
(+ y 1) => 5
(let ((f (lambda (n) (set! n (+ n 1)) n))) (f 4)) => 5
(let ((n 0)) (define (inc!) (set! n (+ n 1)) n) (inc!) (inc!) (inc!)) => 3
(let ((counter (let ((n 0)) (lambda () (set! n (+ n 1)) n)))) (counter) (counter)) => 2
((lambda args (set! args (cons 0 args)) args) 1 2) => (0 1 2)
(let loop ((i 0) (fs '())) (if (< i 3) (loop (+ i 1) (cons (lambda () i) fs)) (map (lambda (f) (f)) fs))) => (2 1 0)
(5 3) => error: not a procedure, cannot be called: 5
("abc") => error: not a procedure, cannot be called: "abc"
((lambda (x) x)) => error: a procedure without a name takes 1 argument, was given 0
((lambda (x . y) x)) => error: a procedure without a name takes at least 1 argument, was given 0
(define (two a b) a)
(two 1) => error: two takes 2 arguments, was given 1
(two 1 2 3) => error: two takes 2 arguments, was given 3
(two 1 2 3 4 5 6) => error: two takes 2 arguments, was given 6
unknown-name => error: the variable unknown-name is not defined
(set! unknown-name 1) => error: the variable unknown-name is not defined
() => error: an empty list is no expression; to get it, write '()
(if) => error: this form must look like (if test then else), found (if)
