; R7RS 6.1 Equivalence predicates
(eqv? 'a 'a) => #t
(eqv? 'a 'b) => #f
(eqv? 2 2) => #t
(eqv? 2 2.0) => #f
(eqv? '() '()) => #t
(eqv? 100000000 100000000) => #t
(eqv? 100000000000000000000 100000000000000000000) => #t
(eqv? 0.0 +nan.0) => #f
(eqv? +nan.0 +nan.0) => #t
(eqv? 0.0 -0.0) => #f
(= 0.0 -0.0) => #t
(eqv? 1/2 2/4) => #t
(eqv? 1/2 0.5) => #f
(eqv? 1+2i 1+2i) => #t
(eqv? 1.0+2.0i 1.0+2.0i) => #t
(eqv? (cons 1 2) (cons 1 2)) => #f
(eqv? (lambda () 1) (lambda () 2)) => #f
(let ((p (lambda (x) x))) (eqv? p p)) => #t
(eqv? #f 'nil) => #f
(eqv? #\a #\a) => #t
(eqv? #\a #\b) => #f
(eqv? #\x3bb #\λ) => #t
(eqv? "" 'a) => #f
(let ((x '(a))) (eqv? x x)) => #t
(eqv? #t #t) => #t
(eqv? #t #f) => #f
(eqv? '() #f) => #f
(eqv? (string #\a) (string #\a)) => #f
(eq? 'a 'a) => #t
(eq? (list 'a) (list 'a)) => #f
(eq? '() '()) => #t
(eq? car car) => #t
(let ((x '(a))) (eq? x x)) => #t
(let ((x '#())) (eq? x x)) => #t
(let ((p (lambda (x) x))) (eq? p p)) => #t
(eq? 2 2) => #t
(eq? #\a #\a) => #t
(equal? 'a 'a) => #t
(equal? '(a) '(a)) => #t
(equal? '(a (b) c) '(a (b) c)) => #t
(equal? '(a (b) c) '(a (b) d)) => #f
(equal? "abc" "abc") => #t
(equal? "abc" "abd") => #f
(equal? "abc" "abcd") => #f
(equal? 2 2) => #t
(equal? 2 2.0) => #f
(equal? (make-vector 5 'a) (make-vector 5 'a)) => #t
(equal? #(1 2 3) #(1 2)) => #f
(equal? #(1 2 (3)) (vector 1 2 (list 3))) => #t
(equal? #u8(1 2 3) (bytevector 1 2 3)) => #t
(equal? #u8(1 2 3) #u8(1 2 4)) => #f
(equal? '() #f) => #f
(equal? '(1 . 2) '(1 . 2)) => #t
(equal? '(1 2) '(1 2 . 3)) => #f
(equal? 100000000000000000000 (* 10 10000000000000000000)) => #t
; circular structures
(equal? '#0=(a b . #0#) '#1=(a b . #1#)) => #t
(equal? '#0=(a b . #0#) '#1=(a b a b . #1#)) => #t
(equal? '#0=(a b . #0#) '#1=(a c . #1#)) => #f
(equal? '#0=#(1 #0#) '#1=#(1 #1#)) => #t
(let ((a (list-tabulate 100000 values)) (b (list-tabulate 100000 values))) (equal? a b)) => #t
(define (nested n) (let loop ((i 0) (x '())) (if (= i n) x (loop (+ i 1) (list x)))))
(equal? (nested 200000) (nested 200000)) => #t
(equal? (nested 200000) (nested 200001)) => #f
