; SRFI 69 and 125
(hash-table? (make-hash-table)) => #t
(hash-table? '()) => #f
(define t (make-hash-table))
(hash-table-set! t 'a 1)
(hash-table-set! t "b" 2)
(hash-table-set! t '(c d) 3)
(hash-table-set! t 4.5 4)
(hash-table-set! t 1/2 5)
(hash-table-size t) => 5
(hash-table-count t) => 5
(hash-table-ref t 'a) => 1
(hash-table-ref t (string #\b)) => 2
(hash-table-ref t (list 'c 'd)) => 3
(hash-table-ref/default t 4.5 #f) => 4
(hash-table-ref/default t (/ 2 4) #f) => 5
(hash-table-ref/default t 'zzz 'none) => none
(hash-table-ref t 'zzz (lambda () 'failed)) => failed
(hash-table-ref t 'a (lambda () 'failed) (lambda (x) (* x 100))) => 100
(hash-table-ref t 'zzz) => error: hash-table-ref: the table has no such key: zzz
(hash-table-exists? t 'a) => #t
(hash-table-contains? t 'b) => #f
(hash-table-keys t) => (a "b" (c d) 4.5 1/2)
(hash-table-values t) => (1 2 3 4 5)
(hash-table->alist t) => ((a . 1) ("b" . 2) ((c d) . 3) (4.5 . 4) (1/2 . 5))
(hash-table-update! t 'a (lambda (x) (+ x 10)))
(hash-table-ref t 'a) => 11
(hash-table-update! t 'new (lambda (x) (cons 1 x)) (lambda () '()))
(hash-table-ref t 'new) => (1)
(hash-table-update!/default t 'n (lambda (x) (+ x 1)) 0)
(hash-table-update!/default t 'n (lambda (x) (+ x 1)) 0)
(hash-table-ref t 'n) => 2
(hash-table-update! t 'missing (lambda (x) x)) => error: hash-table-ref: the table has no such key: missing
(hash-table-delete! t 'n)
(hash-table-contains? t 'n) => #f
(hash-table-intern! t 'i (lambda () 7)) => 7
(hash-table-intern! t 'i (lambda () 8)) => 7
(let ((c (hash-table-copy t))) (hash-table-clear! c) (list (hash-table-size c) (hash-table-size t))) => (0 7)
(let ((sum 0)) (hash-table-walk (alist->hash-table '((a . 1) (b . 2))) (lambda (k v) (set! sum (+ sum v)))) sum) => 3
(hash-table-fold (alist->hash-table '((a . 1) (b . 2))) (lambda (k v acc) (+ v acc)) 0) => 3
(hash-table-fold (lambda (k v acc) (+ v acc)) 0 (alist->hash-table '((a . 1) (b . 2)))) => 3
(hash-table->alist (alist->hash-table '((a . 1) (b . 2) (a . 3)))) => ((a . 1) (b . 2))
(hash-table->alist (hash-table-merge! (alist->hash-table '((a . 1))) (alist->hash-table '((a . 2) (b . 3))))) => ((a . 1) (b . 3))
(hash-table->alist (hash-table-intersection! (alist->hash-table '((a . 1) (b . 2))) (alist->hash-table '((b . 3))))) => ((b . 2))
(hash-table->alist (hash-table-difference! (alist->hash-table '((a . 1) (b . 2))) (alist->hash-table '((b . 3))))) => ((a . 1))
(hash-table->alist (hash-table-xor! (alist->hash-table '((a . 1) (b . 2))) (alist->hash-table '((b . 3) (c . 4))))) => ((a . 1) (c . 4))
(hash-table-map->list cons (alist->hash-table '((a . 1)))) => ((a . 1))
(let ((h (alist->hash-table '((a . 1) (b . 2))))) (hash-table-prune! (lambda (k v) (odd? v)) h) (hash-table->alist h)) => ((b . 2))
(let ((h (alist->hash-table '((a . 1) (b . 2))))) (hash-table-map! (lambda (k v) (* v v)) h) (hash-table->alist h)) => ((a . 1) (b . 4))
(hash-table-find (lambda (k v) (and (= v 2) k)) (alist->hash-table '((a . 1) (b . 2)))) => b
(hash-table-count (lambda (k v) (odd? v)) (alist->hash-table '((a . 1) (b . 2)))) => 1
(hash-table=? = (alist->hash-table '((a . 1) (b . 2))) (alist->hash-table '((b . 2) (a . 1)))) => #t
(hash-table=? = (alist->hash-table '((a . 1))) (alist->hash-table '((a . 2)))) => #f
(hash-table-empty? (make-hash-table)) => #t
(let ((h (make-hash-table eq?))) (hash-table-set! h (list 1) 'x) (hash-table-ref/default h (list 1) 'no)) => no
(let ((h (make-hash-table eqv?))) (hash-table-set! h 100000000000000000000 'x) (hash-table-ref/default h (expt 10 20) 'no)) => x
(let ((h (make-hash-table string=?))) (hash-table-set! h "k" 'x) (hash-table-ref/default h (string #\k) 'no)) => x
(let ((h (make-hash-table string-ci=?))) (hash-table-set! h "Key" 'x) (hash-table-ref/default h "kEY" 'no)) => x
(let ((h (make-hash-table =))) (hash-table-set! h 1 'x) (hash-table-ref/default h 1.0 'no)) => x
(let ((h (make-hash-table (lambda (a b) (= (modulo a 10) (modulo b 10))) (lambda (x . r) (modulo x 10))))) (hash-table-set! h 3 'x) (hash-table-ref/default h 13 'no)) => x
(let ((h (make-hash-table equal?))) (do ((i 0 (+ i 1))) ((= i 20000)) (hash-table-set! h i (* i i))) (do ((i 0 (+ i 2))) ((= i 20000)) (hash-table-delete! h i)) (list (hash-table-size h) (hash-table-ref h 19999) (hash-table-ref/default h 500 'gone))) => (10000 399960001 gone)
(hash-table->alist (hash-table-unfold (lambda (x) (= x 3)) (lambda (x) (values x (* x x))) (lambda (x) (+ x 1)) 0)) => ((0 . 0) (1 . 1) (2 . 4))
(= (hash '(1 "a" #\b)) (hash (list 1 (string #\a) #\b))) => #t
(eq? (hash-table-equivalence-function (make-hash-table eq?)) eq?) => #t
(hash-table-ref 5 1) => error: hash-table-ref: argument 1 must be a hash table, found 5
(hash-table-set! (hash-table equal? 'a 1) 'b 2) => error: hash-table-set!: argument 1 must be a hash table that may be changed, found #<hash-table 1>
(let ((h (alist->hash-table '((a . 1))))) (hash-table-pop! h)) => a 1
