; R7RS 4.3: macros
(define-syntax swap! (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(let ((tmp 1) (other 2)) (swap! tmp other) (list tmp other)) => (2 1)
(let-syntax ((given-that (syntax-rules () ((_ test stmt1 stmt2 ...) (if test (begin stmt1 stmt2 ...)))))) (let ((if #t)) (given-that if (set! if 'now)) if)) => now
(let ((x 'outer)) (let-syntax ((m (syntax-rules () ((m) x)))) (let ((x 'inner)) (m)))) => outer
(letrec-syntax ((my-or (syntax-rules () ((my-or) #f) ((my-or e) e) ((my-or e1 e2 ...) (let ((temp e1)) (if temp temp (my-or e2 ...))))))) (let ((x #f) (y 7) (temp 8) (let odd?) (if even?)) (my-or x (let temp) (if y) y))) => 7
(define-syntax be-like-begin (syntax-rules () ((be-like-begin name) (define-syntax name (syntax-rules () ((name expr (... ...)) (begin expr (... ...))))))))
(be-like-begin sequence)
(sequence 1 2 3 4) => 4
(let ((=> #f)) (cond (#t => 'ok))) => ok
(define-syntax my-if (syntax-rules (then else) ((_ c then t else e) (cond (c t) (#t e)))))
(my-if #t then 1 else 2) => 1
(my-if #f then 1 else 2) => 2
(define-syntax while (syntax-rules () ((_ c b ...) (let lp () (when c b ... (lp))))))
(let ((i 0) (s 0)) (while (< i 5) (set! s (+ s i)) (set! i (+ i 1))) s) => 10
(define-syntax my-let (syntax-rules () ((_ ((n v) ...) b ...) ((lambda (n ...) b ...) v ...))))
(my-let ((a 1) (b 2)) (+ a b)) => 3
(define-syntax my-let* (syntax-rules () ((_ () b ...) (let () b ...)) ((_ ((n v) r ...) b ...) (let ((n v)) (my-let* (r ...) b ...)))))
(my-let* ((a 1) (b (+ a 1)) (c (* b 10))) (list a b c)) => (1 2 20)
(define-syntax flatten-pairs (syntax-rules () ((_ ((a b ...) ...)) '(a ... (b ...) ...))))
(flatten-pairs ((1 2 3) (4) (5 6))) => (1 4 5 (2 3) () (6))
(define-syntax all (syntax-rules () ((_ ((a ...) ...)) '(a ... ...))))
(all ((1 2) (3) () (4 5 6))) => (1 2 3 4 5 6)
(define-syntax tail-pattern (syntax-rules () ((_ a ... y z) '((a ...) y z))))
(tail-pattern 1 2 3 4) => ((1 2) 3 4)
(tail-pattern 3 4) => (() 3 4)
(define-syntax dotted (syntax-rules () ((_ a . b) '(a b))))
(dotted 1 2 3) => (1 (2 3))
(define-syntax tail-dot (syntax-rules () ((_ a ... . r) '((a ...) r))))
(tail-dot 1 2 . 3) => ((1 2) 3)
(define-syntax vec (syntax-rules () ((_ #(a b ...)) (list a '(b ...)))))
(vec #(1 2 3)) => (1 (2 3))
(define-syntax vec2 (syntax-rules () ((_ a ...) '#(x a ... y))))
(vec2 1 2) => #(x 1 2 y)
(define-syntax under (syntax-rules () ((_ _ b) 'b)))
(under 1 2) => 2
(define-syntax my-ell (syntax-rules ::: () ((_ a :::) '(a ::: ...))))
(my-ell 1 2) => (1 2 ...)
(define-syntax lit (syntax-rules () ((_ 1) 'one) ((_ "s") 'string) ((_ #\c) 'char) ((_ x) 'other)))
(list (lit 1) (lit "s") (lit #\c) (lit 2)) => (one string char other)
(define-syntax with-it (syntax-rules () ((_ it e) (let ((it 5)) e))))
(with-it z (* z z)) => 25
(define secret 10)
(define-syntax get-secret (syntax-rules () ((_) secret)))
(let ((secret 20)) (get-secret)) => 10
(define-syntax def-two (syntax-rules () ((_ a b v) (begin (define a v) (define b v)))))
(def-two d1 d2 7)
(+ d1 d2) => 14
(let () (def-two e1 e2 8) (+ e1 e2)) => 16
(define-syntax counter (syntax-rules () ((_ name) (begin (define n 0) (define (name) (set! n (+ n 1)) n)))))
(counter c1)
(counter c2)
(begin (c1) (c1) (list (c1) (c2))) => (3 1)
(let ((else #f)) (cond (else 1) (#t 2))) => 2
(define-syntax ten (syntax-rules () ((_) 10)))
(define-syntax plus-ten (syntax-rules () ((_ x) (let ((ten (lambda () 1))) (+ x (ten))))))
(plus-ten 1) => 2
(let loop ((i 0)) (define-syntax inc (syntax-rules () ((_ x) (+ x 1)))) (if (< i 5) (loop (inc i)) i)) => 5
(define-syntax my-cond (syntax-rules (else) ((_ (else e)) e) ((_ (c e) clause ...) (if c e (my-cond clause ...)))))
(my-cond (#f 1) (else 2)) => 2
(swap! 1) => error: no rule of swap! fits (swap! 1)
(define-syntax bad (syntax-rules () ((_ a a) 1))) => error: a variable stands twice in a pattern: a
(syntax-error "my message" 1 2) => error: my message 1 2
(let-syntax ((foo (syntax-rules () ((_ x) (* x 2))))) (define y (foo 4)) y) => 8
(define-syntax nested (syntax-rules () ((_ (k v ...) ...) '((k . (v ...)) ...))))
(nested (a 1 2) (b) (c 3)) => ((a 1 2) (b) (c 3))
(define-syntax esc (syntax-rules () ((_ a) '(a (... ...)))))
(esc 1) => (1 ...)
