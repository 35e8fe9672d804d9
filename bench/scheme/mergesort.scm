; Merge sort of lists: pairs and a procedure argument.
(define (next-random x) (modulo (+ (* x 1103515245) 12345) 2147483648))

(define (random-list n seed)
  (let loop ((i 0) (x seed) (l '()))
    (if (= i n) l (loop (+ i 1) (next-random x) (cons x l)))))

(define (merge-lists a b less?)
  (let loop ((a a) (b b) (out '()))
    (cond
      ((null? a) (give out b))
      ((null? b) (give out a))
      ((less? (car b) (car a)) (loop a (cdr b) (cons (car b) out)))
      (else (loop (cdr a) b (cons (car a) out))))))

(define (give reversed tail)
  (if (null? reversed) tail (give (cdr reversed) (cons (car reversed) tail))))

(define (split l)
  (let loop ((l l) (a '()) (b '()))
    (if (null? l) (cons a b) (loop (cdr l) (cons (car l) b) a))))

(define (sort-list l less?)
  (if (or (null? l) (null? (cdr l)))
      l
      (let ((halves (split l)))
        (merge-lists (sort-list (car halves) less?) (sort-list (cdr halves) less?) less?))))

(define (repeat k)
  (let ((result (car (sort-list (random-list 200000 k) <))))
    (if (= k 1) result (repeat (- k 1)))))

(display (repeat 6))
(newline)
