; SRFI 1, beyond what 6.10-higher-order.scm has
(xcons 1 2) => (2 . 1)
(cons* 1 2 3 '(4 5)) => (1 2 3 4 5)
(cons* 1) => 1
(list-tabulate 4 values) => (0 1 2 3)
(list-copy '(1 2 3)) => (1 2 3)
(let ((c (circular-list 1 2))) (list (car c) (cadr c) (caddr c))) => (1 2 1)
(proper-list? '(1 2)) => #t
(proper-list? '(1 . 2)) => #f
(circular-list? (circular-list 1 2)) => #t
(circular-list? '(1 2)) => #f
(dotted-list? '(1 . 2)) => #t
(dotted-list? 5) => #t
(dotted-list? '(1)) => #f
(not-pair? '()) => #t
(null-list? '()) => #t
(list= eq?) => #t
(list= eq? '(a)) => #t
(list= = '(1 2) '(1 2) '(1 2)) => #t
(list= = '(1 2) '(1 3)) => #f
(first '(1 2 3 4 5 6 7 8 9 10)) => 1
(third '(1 2 3 4 5 6 7 8 9 10)) => 3
(fifth '(1 2 3 4 5 6 7 8 9 10)) => 5
(tenth '(1 2 3 4 5 6 7 8 9 10)) => 10
(car+cdr '(a . d)) => a d
(take '(a b c d e) 2) => (a b)
(take '(1 2 3 . d) 3) => (1 2 3)
(take '(1 2) 3) => error: take: argument 2 goes beyond the end of the list, found 3 (1 2)
(drop '(a b c d e) 2) => (c d e)
(drop '(1 2 3 . d) 2) => (3 . d)
(drop '(1 2 3 . d) 3) => d
(take-right '(a b c d e) 2) => (d e)
(take-right '(1 2 3 . d) 2) => (2 3 . d)
(take-right '(1 2 3 . d) 0) => d
(drop-right '(a b c d e) 2) => (a b c)
(drop-right '(1 2 3 . d) 2) => (1)
(split-at '(a b c d e f g h) 3) => (a b c) (d e f g h)
(last '(a b c)) => c
(last-pair '(a b c)) => (c)
(last-pair '(1 2 . 3)) => (2 . 3)
(length+ '(1 2)) => 2
(length+ (circular-list 1)) => #f
(concatenate '((1) (2 3) ())) => (1 2 3)
(append-reverse '(3 2 1) '(4 5)) => (1 2 3 4 5)
(append-reverse! (list 3 2 1) '(4 5)) => (1 2 3 4 5)
(reverse! (list 1 2 3)) => (3 2 1)
(append! (list 1) (list 2) '() (list 3)) => (1 2 3)
(unzip2 '((1 one) (2 two) (3 three))) => (1 2 3) (one two three)
(unzip3 '((1 2 3) (4 5 6))) => (1 4) (2 5) (3 6)
(fold cons* '() '(a b c) '(1 2 3 4 5)) => (c 3 b 2 a 1)
(fold cons '() '(1 2 3)) => (3 2 1)
(fold + 0 '(1 2 3)) => 6
(fold-right cons '() '(1 2 3)) => (1 2 3)
(fold-right + 0 (iota 100000)) => 4999950000
(fold-right (lambda (x l) (if (even? x) (cons x l) l)) '() '(1 2 3 4)) => (2 4)
(pair-fold (lambda (pair tail) (set-cdr! pair tail) pair) '() (list 1 2 3)) => (3 2 1)
(pair-fold cons '() '(a b c)) => ((c) (b c) (a b c))
(pair-fold-right cons '() '(a b c)) => ((a b c) (b c) (c))
(reduce max 0 '(1 5 3)) => 5
(reduce-right append '() '((1) (2) (3))) => (1 2 3)
(reduce-right - 0 '(1 2 3 4)) => -2
(unfold (lambda (x) (> x 10)) (lambda (x) (* x x)) (lambda (x) (+ x 1)) 1) => (1 4 9 16 25 36 49 64 81 100)
(unfold null? car cdr '(1 2) (lambda (x) '(end))) => (1 2 end)
(unfold-right zero? (lambda (x) (* x x)) (lambda (x) (- x 1)) 10) => (1 4 9 16 25 36 49 64 81 100)
(unfold-right null? car cdr '(1 2 3)) => (3 2 1)
(append-map (lambda (x) (list x (- x))) '(1 3 8)) => (1 -1 3 -3 8 -8)
(append-map list '(1 2) '(a b)) => (1 a 2 b)
(let ((out '())) (pair-for-each (lambda (p) (set! out (cons p out))) '(a b c)) out) => ((c) (b c) (a b c))
(filter-map (lambda (x) (and (number? x) (* x x))) '(a 1 b 3 c 7)) => (1 9 49)
(filter-map (lambda (a b) (and (< a b) (+ a b))) '(1 5) '(2 3)) => (3)
(map-in-order - '(1 2)) => (-1 -2)
(find-tail even? '(3 1 37 -8 -5 0 0)) => (-8 -5 0 0)
(find-tail even? '(3 1 37 -5)) => #f
(take-while even? '(2 18 3 10 22 9)) => (2 18)
(drop-while even? '(2 18 3 10 22 9)) => (3 10 22 9)
(span even? '(2 18 3 10 22 9)) => (2 18) (3 10 22 9)
(break even? '(3 1 4 1 5 9)) => (3 1) (4 1 5 9)
(list-index even? '(3 1 4 1 5 9)) => 2
(list-index < '(3 1 4 1 5 9 2 5 6) '(2 7 1 8 2)) => 1
(list-index even? '(1 3)) => #f
(delete-duplicates '(a b a c a b c z)) => (a b c z)
(delete-duplicates '((a . 3) (b . 7) (c . 1) (a . 9) (b . 11)) (lambda (x y) (eq? (car x) (car y)))) => ((a . 3) (b . 7) (c . 1))
(alist-cons 'a 1 '((b . 2))) => ((a . 1) (b . 2))
(let* ((a (list (cons 'x 1))) (b (alist-copy a))) (set-cdr! (car b) 9) a) => ((x . 1))
(alist-delete 'a '((a . 1) (b . 2) (a . 3))) => ((b . 2))
(lset<= eq? '(a) '(a b a) '(a b c c)) => #t
(lset<= eq? '(z) '(a)) => #f
(lset<= eq?) => #t
(lset= eq? '(b e a) '(a e b) '(e e b a)) => #t
(lset= eq? '(a) '(a b)) => #f
(lset-adjoin eq? '(a b c d c e) 'd 'e 'i 'o 'u) => (u o i a b c d c e)
(lset-union eq? '(a b c d e) '(a e i o u)) => (u o i a b c d e)
(lset-union eq? '(a a c) '(x a x)) => (x a a c)
(lset-union eq?) => ()
(lset-intersection eq? '(a b c d e) '(a e i o u)) => (a e)
(lset-intersection eq? '(a x y a) '(x a x z)) => (a x a)
(lset-difference eq? '(a b c d e) '(a e i o u)) => (b c d)
(lset= eq? (lset-xor eq? '(a b c d e) '(a e i o u)) '(d c b i o u)) => #t
(lset-diff+intersection eq? '(a b c d) '(b d)) => (a c) (b d)
(tree-copy '((1 2) (3 . 4))) => ((1 2) (3 . 4))
