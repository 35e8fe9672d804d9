; What the compiler treats specially: known calls, lifted procedures, loops, captured variables, many arguments
(define (six a b c d e f) (list f e d c b a))
(six 1 2 3 4 5 6) => (6 5 4 3 2 1)
(apply six '(1 2 3 4 5 6)) => (6 5 4 3 2 1)
(let ((g six)) (g 1 2 3 4 5 6)) => (6 5 4 3 2 1)
(map six '(1 2) '(1 2) '(1 2) '(1 2) '(1 2) '(1 2)) => ((1 1 1 1 1 1) (2 2 2 2 2 2))
(define (rest6 a b . r) (list a b r))
(rest6 1 2) => (1 2 ())
(rest6 1 2 3 4 5 6) => (1 2 (3 4 5 6))
(let ((g rest6)) (list (g 1 2) (g 1 2 3) (g 1 2 3 4) (g 1 2 3 4 5))) => ((1 2 ()) (1 2 (3)) (1 2 (3 4)) (1 2 (3 4 5)))
(let ((a 1) (b 2) (c 3) (d 4) (e 5) (f 6)) (let ((g (lambda (x) (list a b c d e f x)))) (g 7))) => (1 2 3 4 5 6 7)
(let () (define (f n) (if (= n 0) '() (cons (g n) (f (- n 1))))) (define (g n) (* n k)) (define k 10) (f 3)) => (30 20 10)
(let ((k 3)) (define (f n) (if (= n 0) k (+ 1 (f (- n 1))))) (+ (f 2) (f 3))) => 11
(let ((k 3)) (define (f n) (if (= n 0) k (+ 1 (f (- n 1))))) (list (f 2) (map f '(1 2)))) => (5 (4 5))
(let loop ((i 0) (l '())) (if (= i 3) (map (lambda (p) (p)) l) (loop (+ i 1) (cons (lambda () i) l)))) => (2 1 0)
(let outer ((i 0) (s 0)) (if (= i 10) s (outer (+ i 1) (let inner ((j 0) (t s)) (if (= j i) t (inner (+ j 1) (+ t j))))))) => 120
(define (swap-loop n a b) (if (= n 0) (list a b) (swap-loop (- n 1) b a)))
(swap-loop 7 'x 'y) => (y x)
(define (count-pairs t) (let walk ((t t) (k (lambda (n) n))) (if (pair? t) (walk (car t) (lambda (a) (walk (cdr t) (lambda (b) (k (+ 1 a b)))))) (k 0))))
(count-pairs '((1 2) (3 (4)) 5)) => 8
(define (even2? n) (if (= n 0) #t (odd2? (- n 1))))
(define (odd2? n) (if (= n 0) #f (even2? (- n 1))))
(list (even2? 100000) (odd2? 100001)) => (#t #t)
(let () (define (a n) (if (= n 0) 'a (b (- n 1)))) (define (b n) (if (= n 0) 'b (c (- n 1)))) (define (c n) (if (= n 0) 'c (a (- n 1)))) (list (a 30000) (a 30001) (a 30002))) => (a b c)
(define (collatz n) (let loop ((n n) (steps 0)) (cond ((= n 1) steps) ((even? n) (loop (quotient n 2) (+ steps 1))) (else (loop (+ (* 3 n) 1) (+ steps 1))))))
(collatz 27) => 111
(let loop ((i 9223372036854775800) (n 0)) (if (= n 10) i (loop (+ i 1) (+ n 1)))) => 9223372036854775810
(let loop ((i 0) (p 1)) (if (= i 25) p (loop (+ i 1) (* p 10)))) => 10000000000000000000000000
(define x 1)
(define (get-x) x)
(set! x 2)
(get-x) => 2
(define (make-counter) (let ((n 0)) (case-lambda (() (set! n (+ n 1)) n) ((k) (set! n (+ n k)) n))))
(let ((c (make-counter)) (d (make-counter))) (c) (c 10) (d) (list (c) (d))) => (12 2)
(let ((f (if (> x 1) car cdr))) (f '(1 2))) => 1
((let ((n 5)) (lambda (x) (+ x n))) 1) => 6
(((lambda (x) (lambda (y) (- x y))) 10) 3) => 7
(let ((x 1)) (set! x (+ x 1)) (let ((y x)) (set! x 10) (list x y))) => (10 2)
(define (tree-insert tree x) (cond ((null? tree) (list x '() '())) ((< x (car tree)) (list (car tree) (tree-insert (cadr tree) x) (caddr tree))) (else (list (car tree) (cadr tree) (tree-insert (caddr tree) x)))))
(let loop ((l '(3 1 2)) (t '())) (if (null? l) t (loop (cdr l) (tree-insert t (car l))))) => (3 (1 () (2 () ())) ())
(not (let loop ((i 0)) (if (< i 5) (loop (+ i 1)) #f))) => #t
(if (let loop ((i 0)) (and (< i 5) (or (= i 3) (loop (+ i 1))))) 'found 'none) => found
(if (and (pair? '(1)) (not (null? '(1))) (or #f (eq? 'a 'a))) 1 2) => 1
(if (not (and 1 (or #f #f))) 'yes 'no) => yes
(eq? '() '()) => #t
(eqv? 1.0 1.0) => #t
(eqv? 100000000000 100000000000) => #t
(eq? 'a (string->symbol "a")) => #t
(eqv? 0.0 -0.0) => #f
(equal? (vector 1 "a" '(2 #\b)) (vector 1 "a" '(2 #\b))) => #t
(let ((v (vector 1 2 3))) (vector-set! v 0 (vector-ref v 2)) v) => #(3 2 3)
(vector-ref #(1 2) 2) => error: vector-ref: argument 2 must be an index below 2, found 2
(vector-ref '(1) 0) => error: vector-ref: argument 1 must be a vector, found (1)
(vector-ref #(1) 1.0) => error: vector-ref: argument 2 must be an index, found 1.0
(cadr '(1)) => error: cadr: argument 1 must be a list of at least 2 elements, found (1)
(+ 1 'a) => error: +: argument 2 must be a number, found a
(< 1 "x") => error: <: argument 2 must be a real number, found "x"
(quotient 7 0) => error: quotient: division by zero
(string-ref "abc" 3) => error: string-ref: argument 2 must be an index below 3, found 3
(list (+) (*) (+ 5) (- 5) (/ 2) (+ 1 2 3 4) (- 10 1 2) (* 1 2 3) (/ 12 2 3) (< 1 2 3) (< 1 3 2) (= 1 1 1)) => (0 1 5 -5 1/2 10 7 6 2 #t #f #t)
(let* ((a 1) (b (begin (set! a 5) a)) (c (+ a b))) c) => 10
(let ((p (delay (begin (set! x (+ x 1)) x)))) (let ((before x)) (force p) (force p) (- x before))) => 1
(define (vals n) (values n (* n n)))
(let loop ((i 0) (s 0)) (if (= i 4) s (let-values (((a b) (vals i))) (loop (+ i 1) (+ s a b))))) => 20
(call-with-values (lambda () (vals 3)) +) => 12
(let ((k2 #f) (count 0)) (let ((v (+ 100 (let loop ((i 0)) (if (= i 5) (call/cc (lambda (k) (set! k2 k) i)) (loop (+ i 1))))))) (set! count (+ count 1)) (if (< count 3) (k2 (* 10 count)) (list v count)))) => (120 3)
(define (gen-list start end) (if (> start end) '() (cons start (gen-list (+ start 1) end))))
(let ((saved '())) (define (walk l) (if (null? l) 0 (+ (call/cc (lambda (k) (set! saved (cons k saved)) (car l))) (walk (cdr l))))) (let ((total (walk (gen-list 1 4)))) (if (= (length saved) 4) (let ((k (car saved))) (set! saved (cons 'used saved)) (k 100)) total))) => 106
