; R7RS 6.10 and 6.11: control features, exceptions
(procedure? car) => #t
(procedure? 'car) => #f
(procedure? (lambda (x) x)) => #t
(call/cc procedure?) => #t
(apply + (list 3 4)) => 7
(apply + 1 2 '(3 4)) => 10
(apply max '(3 1 2)) => 3
(apply apply (list + (list 1 2))) => 3
(define compose2 (lambda (f g) (lambda args (f (apply g args)))))
((compose2 sqrt *) 12 75) => 30
(map cadr '((a b) (d e) (g h))) => (b e h)
(map + '(1 2 3) '(10 20)) => (11 22)
(let ((count 0)) (map (lambda (ignored) (set! count (+ count 1)) count) '(a b))) => (1 2)
(let ((v (make-vector 5))) (for-each (lambda (i) (vector-set! v i (* i i))) '(0 1 2 3 4)) v) => #(0 1 4 9 16)
(call-with-values (lambda () (values 4 5)) (lambda (a b) b)) => 5
(call-with-values * -) => -1
(call-with-values (lambda () (values)) list) => ()
(call-with-values (lambda () 5) list) => (5)
(values 1 2 3) => 1 2 3
(call-with-current-continuation (lambda (exit) (for-each (lambda (x) (if (negative? x) (exit x))) '(54 0 37 -3 245 19)) #t)) => -3
(define list-length (lambda (obj) (call/cc (lambda (return) (letrec ((r (lambda (obj) (cond ((null? obj) 0) ((pair? obj) (+ (r (cdr obj)) 1)) (else (return #f)))))) (r obj))))))
(list-length '(1 2 3 4)) => 4
(list-length '(a b . c)) => #f
(+ 1 (call/cc (lambda (k) (+ 10 (k 1))))) => 2
(call-with-values (lambda () (call/cc (lambda (k) (k 1 2)))) list) => (1 2)
(let ((path '()) (c #f)) (let ((add (lambda (s) (set! path (cons s path))))) (dynamic-wind (lambda () (add 'connect)) (lambda () (add (call/cc (lambda (c0) (set! c c0) 'talk1)))) (lambda () (add 'disconnect))) (if (< (length path) 4) (c 'talk2) (reverse path)))) => (connect talk1 disconnect connect talk2 disconnect)
(let ((l '())) (dynamic-wind (lambda () (set! l (cons 'in l))) (lambda () 'x) (lambda () (set! l (cons 'out l)))) l) => (out in)
(let ((l '())) (call/cc (lambda (k) (dynamic-wind (lambda () (set! l (cons 1 l))) (lambda () (dynamic-wind (lambda () (set! l (cons 2 l))) (lambda () (k 0)) (lambda () (set! l (cons 3 l))))) (lambda () (set! l (cons 4 l)))))) (reverse l)) => (1 2 3 4)
(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (list 'condition e))) (lambda () (+ 1 (raise 'an-error)))))) => (condition an-error)
(with-exception-handler (lambda (con) (cond ((string? con) 42) (else 0))) (lambda () (+ (raise-continuable "should be a number") 23))) => 65
(with-exception-handler (lambda (e) 0) (lambda () (+ 1 (raise 'oops)))) => error: a handler returned from a raise that cannot be continued: oops
(guard (e (#t (list 'outer e))) (with-exception-handler (lambda (e) (raise (list 'wrapped e))) (lambda () (raise 'x)))) => (outer (wrapped x))
(guard (e ((error-object? e) (list (error-object-message e) (error-object-irritants e)))) (error "msg" 1 "two" 'three)) => ("msg" (1 "two" three))
(guard (e ((error-object? e) (error-object-message e))) (car 1)) => "car: argument 1 must be a pair, found"
(error "bad thing:" 1 "s" 'x) => error: bad thing: 1 "s" x
(raise 'some-symbol) => error: raised: some-symbol
(raise (list 1 2)) => error: raised: (1 2)
(guard (e ((read-error? e) 'read)) (read (open-input-string "(1 2"))) => read
(guard (e ((file-error? e) 'file)) (open-input-file "/no/such/file")) => file
(let ((l '())) (guard (e (#t (set! l (cons 'handler l)))) (dynamic-wind (lambda () (set! l (cons 'in l))) (lambda () (raise 'x)) (lambda () (set! l (cons 'out l))))) (reverse l)) => (in out handler)
(let ((l '())) (call/cc (lambda (k) (with-exception-handler (lambda (e) (set! l (cons 'handler l)) (k 1)) (lambda () (dynamic-wind (lambda () (set! l (cons 'in l))) (lambda () (car 5)) (lambda () (set! l (cons 'out l)))))))) (reverse l)) => (in handler out)
(with-exception-handler (lambda (e) 10) (lambda () (guard (e2 ((string? e2) 'no)) (+ 1 (raise-continuable 'not-a-string))))) => 11
(let ((k #f) (n 0)) (call/cc (lambda (c) (set! k c))) (set! n (+ n 1)) (if (< n 5) (k #f) n)) => 5
(define (generate-one-element-at-a-time lst) (define (control-state return) (for-each (lambda (element) (set! return (call/cc (lambda (resume-here) (set! control-state resume-here) (return element))))) lst) (return 'end)) (lambda () (call/cc control-state)))
(define next-digit (generate-one-element-at-a-time '(0 1 2)))
(let* ((a (next-digit)) (b (next-digit)) (c (next-digit)) (d (next-digit))) (list a b c d)) => (0 1 2 end)
(define fail-stack '())
(define (fail) (if (null? fail-stack) (error "no more choices") (let ((back (car fail-stack))) (set! fail-stack (cdr fail-stack)) (back back))))
(define (amb choices) (let ((cc (call/cc (lambda (k) k)))) (if (null? choices) (fail) (let ((choice (car choices))) (set! choices (cdr choices)) (set! fail-stack (cons cc fail-stack)) choice))))
(let* ((a (amb '(1 2 3 4 5 6 7))) (b (amb '(1 2 3 4 5 6 7))) (c (amb '(1 2 3 4 5 6 7)))) (if (not (= (* c c) (+ (* a a) (* b b)))) (fail)) (if (not (< b a)) (fail)) (list a b c)) => (4 3 5)
(let ((r '())) (let ((k (call/cc (lambda (c) c)))) (set! r (cons 1 r)) (if (procedure? k) (k 5) (list k r)))) => (5 (1 1))
(let loop ((i 0)) (if (< i 100000) (call/cc (lambda (k) (loop (+ i 1)))) i)) => 100000
(let loop ((i 0)) (if (< i 10000) (begin (call/cc (lambda (k) (k i))) (loop (+ i 1))) i)) => 10000
(define (count-to n) (let loop ((i 0)) (if (= i n) 'done (apply loop (list (+ i 1))))))
(count-to 100000) => done
(define (ev? n) (if (= n 0) #t (od? (- n 1))))
(define (od? n) (if (= n 0) #f (ev? (- n 1))))
(ev? 1000000) => #t
(define (tail-cwv n) (if (= n 0) 'done (call-with-values (lambda () (values (- n 1))) tail-cwv)))
(tail-cwv 100000) => done
(define (tail-eval n) (if (= n 0) 'done (eval (list 'tail-eval (- n 1)) (interaction-environment))))
(tail-eval 30) => done
(define (cps n k) (if (= n 0) (k 'done) (cps (- n 1) (lambda (v) (k v)))))
(cps 100000 (lambda (v) v)) => done
(define (mutual f n) (if (= n 0) 'done (f mutual (- n 1))))
(mutual (lambda (g n) (g (lambda (h m) (h (lambda (i j) 'end) m)) n)) 5) => end
(define (tail-and n) (and #t (or #f (cond ((= n 0) 'done) (else (case 1 ((1) (when #t (unless #f (let () (begin (tail-and (- n 1)))))))))))))
(tail-and 100000) => done
(define (deep n) (if (= n 0) 0 (+ 1 (deep (- n 1)))))
; shallow first: the JVM compiles a procedure that has never returned so that each of its million frames takes the slow way out
(deep 5000) => 5000
(deep 1000000) => 1000000
(define (forever n) (+ 1 (forever n)))
(guard (e ((error-object? e) 'stack)) (forever 1)) => stack
(deep 1000) => 1000
(string-for-each (lambda (c) c) "abc") => #<unspecified>
(vector-map (lambda (x) (* x x)) #(1 2 3)) => #(1 4 9)
(let ((k* #f) (y* 1)) (set! y* (* (call/cc (lambda (k) (set! k* k) 2)) 3)) (if (< y* 10) (k* (+ y* 1)) y*)) => 21
(let ((kk #f) (l '())) (let ((v (map (lambda (x) (call/cc (lambda (k) (if (= x 2) (set! kk k)) x))) '(1 2 3)))) (set! l (cons v l)) (if (< (length l) 3) (kk (* 10 (length l))) (reverse l)))) => ((1 2 3) (1 10 3) (1 20 3))
