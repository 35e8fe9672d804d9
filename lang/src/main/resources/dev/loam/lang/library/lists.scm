;;; Lists, what takes procedures: R7RS 6.10 and SRFI 1. Results are built from fresh pairs and never changed afterwards, so that a
;;; continuation taken in an argument procedure can be entered again.

(define (map f list1 . more)
  (cond
    ((null? more) (%map1 f list1 list1 0))
    ((null? (cdr more))
     (let loop ((a list1) (b (car more)) (done '()))
       (if (and (pair? a) (pair? b))
           (loop (cdr a) (cdr b) (cons (f (car a) (car b)) done))
           (reverse done))))
    (else
     (let loop ((lists (cons list1 more)) (done '()))
       (if (%all-pairs? lists)
           (loop (%cdrs lists) (cons (apply f (%cars lists)) done))
           (reverse done))))))

;;; Builds the beginning on the stack, which is quickest, and from some depth on in reverse, so that long lists take no stack.
(define (%map1 f list whole depth)
  (let grow ((l list) (depth depth))
    (cond
      ((pair? l)
       (if (< depth 500)
           (let ((x (f (car l))))
             (cons x (grow (cdr l) (+ depth 1))))
           (let loop ((l l) (done '()))
             (if (pair? l)
                 (loop (cdr l) (cons (f (car l)) done))
                 (%finish 'map 2 l whole done)))))
      ((null? l) '())
      (else (%wrong-type 'map 2 "a list" whole)))))

(define (map-in-order f list1 . more) (apply map f list1 more))

(define (map! f list1 . more) (apply map f list1 more))

(define (for-each f list1 . more)
  (cond
    ((null? more)
     (let loop ((l list1))
       (cond
         ((pair? l) (f (car l)) (loop (cdr l)))
         ((null? l) (%unspecified))
         (else (%wrong-type 'for-each 2 "a list" list1)))))
    ((null? (cdr more))
     (let loop ((a list1) (b (car more)))
       (if (and (pair? a) (pair? b))
           (begin (f (car a) (car b)) (loop (cdr a) (cdr b)))
           (%unspecified))))
    (else
     (let loop ((lists (cons list1 more)))
       (if (%all-pairs? lists)
           (begin (apply f (%cars lists)) (loop (%cdrs lists)))
           (%unspecified))))))

(define (%finish who position end list done)
  (if (null? end) (reverse done) (%wrong-type who position "a list" list)))

(define (%all-pairs? lists)
  (or (null? lists) (and (pair? (car lists)) (%all-pairs? (cdr lists)))))

(define (%cars lists)
  (if (null? lists) '() (cons (caar lists) (%cars (cdr lists)))))

(define (%cdrs lists)
  (if (null? lists) '() (cons (cdar lists) (%cdrs (cdr lists)))))

(define (%cars+ lists last)
  (if (null? lists) (list last) (cons (caar lists) (%cars+ (cdr lists) last))))

(define (member x list . same)
  (if (pair? same)
      (let ((same? (car same)))
        (let loop ((l list))
          (cond
            ((pair? l) (if (same? x (car l)) l (loop (cdr l))))
            ((null? l) #f)
            (else (%wrong-type 'member 2 "a list" list)))))
      (%member x list)))

(define (assoc x list . same)
  (if (pair? same)
      (let ((same? (car same)))
        (let loop ((l list))
          (cond
            ((pair? l) (if (same? x (caar l)) (car l) (loop (cdr l))))
            ((null? l) #f)
            (else (%wrong-type 'assoc 2 "a list" list)))))
      (%assoc x list)))

;;; Constructors

(define (list-tabulate n f)
  (let loop ((i (- n 1)) (done '()))
    (if (< i 0) done (loop (- i 1) (cons (f i) done)))))

(define (make-initialized-list n f) (list-tabulate n f))

(define (build-list n f) (list-tabulate n f))

(define (unfold stop? mapper successor seed . tail)
  (let loop ((seed seed) (done '()))
    (if (stop? seed)
        (append-reverse done (if (pair? tail) ((car tail) seed) '()))
        (loop (successor seed) (cons (mapper seed) done)))))

(define (unfold-right stop? mapper successor seed . tail)
  (let loop ((seed seed) (done (if (pair? tail) (car tail) '())))
    (if (stop? seed)
        done
        (loop (successor seed) (cons (mapper seed) done)))))

;;; Folds

(define (fold f init list1 . more)
  (cond
    ((null? more)
     (let loop ((acc init) (l list1))
       (cond
         ((pair? l) (loop (f (car l) acc) (cdr l)))
         ((null? l) acc)
         (else (%wrong-type 'fold 3 "a list" list1)))))
    (else
     (let loop ((acc init) (lists (cons list1 more)))
       (if (%all-pairs? lists)
           (loop (apply f (%cars+ lists acc)) (%cdrs lists))
           acc)))))

(define (fold-left f init list1 . more)
  (cond
    ((null? more)
     (let loop ((acc init) (l list1))
       (cond
         ((pair? l) (loop (f acc (car l)) (cdr l)))
         ((null? l) acc)
         (else (%wrong-type 'fold-left 3 "a list" list1)))))
    (else
     (let loop ((acc init) (lists (cons list1 more)))
       (if (%all-pairs? lists)
           (loop (apply f acc (%cars lists)) (%cdrs lists))
           acc)))))

(define (fold-right f init list1 . more)
  (if (null? more)
      (let loop ((acc init) (l (reverse list1)))
        (if (pair? l) (loop (f (car l) acc) (cdr l)) acc))
      (let loop ((acc init) (rows (reverse (apply map list list1 more))))
        (if (pair? rows)
            (loop (apply f (append (car rows) (list acc))) (cdr rows))
            acc))))

(define (pair-fold f init list1 . more)
  (if (null? more)
      (let loop ((acc init) (l list1))
        (if (pair? l)
            (let ((next (cdr l))) (loop (f l acc) next))
            acc))
      (let loop ((acc init) (lists (cons list1 more)))
        (if (%all-pairs? lists)
            (let ((next (%cdrs lists))) (loop (apply f (append lists (list acc))) next))
            acc))))

(define (pair-fold-right f init list1 . more)
  (if (null? more)
      (let loop ((l list1) (pairs '()))
        (if (pair? l)
            (loop (cdr l) (cons l pairs))
            (fold f init pairs)))
      (let loop ((lists (cons list1 more)) (rows '()))
        (if (%all-pairs? lists)
            (loop (%cdrs lists) (cons lists rows))
            (fold (lambda (row acc) (apply f (append row (list acc)))) init rows)))))

(define (reduce f ridentity list)
  (if (pair? list) (fold f (car list) (cdr list)) (%empty 'reduce 3 list ridentity)))

(define (reduce-left f initial list)
  (if (pair? list) (fold-left f (car list) (cdr list)) (%empty 'reduce-left 3 list initial)))

(define (reduce-right f ridentity list)
  (if (pair? list)
      (let ((reversed (reverse list)))
        (fold f (car reversed) (cdr reversed)))
      (%empty 'reduce-right 3 list ridentity)))

(define (%empty who position list value)
  (if (null? list) value (%wrong-type who position "a list" list)))

(define (append-map f list1 . more) (apply append (apply map f list1 more)))

(define (append-map! f list1 . more) (apply append (apply map f list1 more)))

(define (pair-for-each f list1 . more)
  (let loop ((lists (cons list1 more)))
    (if (%all-pairs? lists)
        (let ((next (%cdrs lists)))
          (apply f lists)
          (loop next))
        (%unspecified))))

(define (filter-map f list1 . more)
  (if (null? more)
      (let loop ((l list1) (done '()))
        (if (pair? l)
            (let ((x (f (car l))))
              (loop (cdr l) (if x (cons x done) done)))
            (%finish 'filter-map 2 l list1 done)))
      (filter (lambda (x) x) (apply map f list1 more))))

;;; Filtering

(define (filter keep? list)
  (let loop ((l list) (done '()))
    (if (pair? l)
        (let ((x (car l)))
          (loop (cdr l) (if (keep? x) (cons x done) done)))
        (%finish 'filter 2 l list done))))

(define (filter! keep? list) (filter keep? list))

(define (remove drop? list)
  (let loop ((l list) (done '()))
    (if (pair? l)
        (let ((x (car l)))
          (loop (cdr l) (if (drop? x) done (cons x done))))
        (%finish 'remove 2 l list done))))

(define (remove! drop? list) (remove drop? list))

(define (partition in? list)
  (let loop ((l list) (in '()) (out '()))
    (if (pair? l)
        (let ((x (car l)))
          (if (in? x)
              (loop (cdr l) (cons x in) out)
              (loop (cdr l) in (cons x out))))
        (values (%finish 'partition 2 l list in) (reverse out)))))

(define (partition! in? list) (partition in? list))

;;; Searching

(define (find wanted? list)
  (let loop ((l list))
    (cond
      ((pair? l) (if (wanted? (car l)) (car l) (loop (cdr l))))
      ((null? l) #f)
      (else (%wrong-type 'find 2 "a list" list)))))

(define (find-tail wanted? list)
  (let loop ((l list))
    (cond
      ((pair? l) (if (wanted? (car l)) l (loop (cdr l))))
      ((null? l) #f)
      (else (%wrong-type 'find-tail 2 "a list" list)))))

(define (take-while in? list)
  (let loop ((l list) (done '()))
    (if (and (pair? l) (in? (car l)))
        (loop (cdr l) (cons (car l) done))
        (reverse done))))

(define (take-while! in? list) (take-while in? list))

(define (drop-while in? list)
  (let loop ((l list))
    (if (and (pair? l) (in? (car l))) (loop (cdr l)) l)))

(define (span in? list)
  (let loop ((l list) (done '()))
    (if (and (pair? l) (in? (car l)))
        (loop (cdr l) (cons (car l) done))
        (values (reverse done) l))))

(define (span! in? list) (span in? list))

(define (break out? list) (span (lambda (x) (not (out? x))) list))

(define (break! out? list) (break out? list))

(define (any test list1 . more)
  (cond
    ((null? more)
     (and (pair? list1)
          (let loop ((l list1))
            (if (null? (cdr l))
                (test (car l))
                (or (test (car l)) (loop (cdr l)))))))
    (else
     (let ((lists (cons list1 more)))
       (and (%all-pairs? lists)
            (let loop ((lists lists))
              (let ((next (%cdrs lists)))
                (if (%all-pairs? next)
                    (or (apply test (%cars lists)) (loop next))
                    (apply test (%cars lists))))))))))

(define (every test list1 . more)
  (cond
    ((null? more)
     (or (not (pair? list1))
         (let loop ((l list1))
           (if (null? (cdr l))
               (test (car l))
               (and (test (car l)) (loop (cdr l)))))))
    (else
     (let ((lists (cons list1 more)))
       (or (not (%all-pairs? lists))
           (let loop ((lists lists))
             (let ((next (%cdrs lists)))
               (if (%all-pairs? next)
                   (and (apply test (%cars lists)) (loop next))
                   (apply test (%cars lists))))))))))

(define (list-index test list1 . more)
  (if (null? more)
      (let loop ((l list1) (i 0))
        (and (pair? l)
             (if (test (car l)) i (loop (cdr l) (+ i 1)))))
      (let loop ((lists (cons list1 more)) (i 0))
        (and (%all-pairs? lists)
             (if (apply test (%cars lists)) i (loop (%cdrs lists) (+ i 1)))))))

(define (count test list1 . more)
  (if (null? more)
      (let loop ((l list1) (n 0))
        (cond
          ((pair? l) (loop (cdr l) (if (test (car l)) (+ n 1) n)))
          ((null? l) n)
          (else (%wrong-type 'count 2 "a list" list1))))
      (let loop ((lists (cons list1 more)) (n 0))
        (if (%all-pairs? lists)
            (loop (%cdrs lists) (if (apply test (%cars lists)) (+ n 1) n))
            n))))

;;; Deleting

(define (delete x list . same)
  (let ((same? (if (pair? same) (car same) equal?)))
    (remove (lambda (y) (same? x y)) list)))

(define (delete! x list . same) (apply delete x list same))

(define (delete-duplicates list . same)
  (let ((same? (if (pair? same) (car same) equal?)))
    (let loop ((l list) (done '()))
      (if (pair? l)
          (loop (cdr l)
                (if (any (lambda (seen) (same? seen (car l))) done) done (cons (car l) done)))
          (%finish 'delete-duplicates 1 l list done)))))

(define (delete-duplicates! list . same) (apply delete-duplicates list same))

;;; Association lists

(define (alist-cons key value alist) (cons (cons key value) alist))

(define (alist-copy alist)
  (map (lambda (entry) (if (pair? entry) (cons (car entry) (cdr entry)) entry)) alist))

(define (alist-delete key alist . same)
  (let ((same? (if (pair? same) (car same) equal?)))
    (remove (lambda (entry) (same? key (car entry))) alist)))

(define (alist-delete! key alist . same) (apply alist-delete key alist same))

;;; Comparing, zipping

(define (list= same? . lists)
  (define (two a b)
    (cond
      ((and (null? a) (null? b)) #t)
      ((or (null? a) (null? b)) #f)
      (else (and (same? (car a) (car b)) (two (cdr a) (cdr b))))))
  (or (null? lists)
      (let loop ((a (car lists)) (more (cdr lists)))
        (or (null? more)
            (and (or (eq? a (car more)) (two a (car more)))
                 (loop (car more) (cdr more)))))))

(define (zip list1 . more) (apply map list list1 more))

(define (unzip1 rows) (map car rows))

(define (unzip2 rows) (values (map car rows) (map cadr rows)))

(define (unzip3 rows) (values (map car rows) (map cadr rows) (map caddr rows)))

(define (unzip4 rows) (values (map car rows) (map cadr rows) (map caddr rows) (map cadddr rows)))

(define (unzip5 rows)
  (values (map car rows) (map cadr rows) (map caddr rows) (map cadddr rows) (map fifth rows)))

;;; Lists as sets

(define (lset<= same? . lists)
  (or (null? lists)
      (let loop ((a (car lists)) (more (cdr lists)))
        (or (null? more)
            (and (or (eq? a (car more))
                     (every (lambda (x) (%in? same? x (car more))) a))
                 (loop (car more) (cdr more)))))))

(define (%in? same? x list) (any (lambda (y) (same? x y)) list))

(define (lset= same? . lists)
  (or (null? lists)
      (let loop ((a (car lists)) (more (cdr lists)))
        (or (null? more)
            (and (or (eq? a (car more))
                     (and (every (lambda (x) (%in? same? x (car more))) a)
                          (every (lambda (x) (any (lambda (y) (same? y x)) a)) (car more))))
                 (loop (car more) (cdr more)))))))

(define (lset-adjoin same? list . elements)
  (fold (lambda (x set)
          (if (any (lambda (y) (same? y x)) set) set (cons x set)))
        list elements))

(define (lset-union same? . lists)
  (reduce (lambda (list set)
            (cond
              ((null? list) set)
              ((null? set) list)
              ((eq? list set) set)
              (else
               (fold (lambda (x set)
                       (if (any (lambda (y) (same? y x)) set) set (cons x set)))
                     set list))))
          '() lists))

(define (lset-union! same? . lists) (apply lset-union same? lists))

(define (lset-intersection same? list1 . more)
  (filter (lambda (x) (every (lambda (l) (%in? same? x l)) more)) list1))

(define (lset-intersection! same? list1 . more) (apply lset-intersection same? list1 more))

(define (lset-difference same? list1 . more)
  (filter (lambda (x) (every (lambda (l) (not (%in? same? x l))) more)) list1))

(define (lset-difference! same? list1 . more) (apply lset-difference same? list1 more))

(define (lset-xor same? . lists)
  (reduce (lambda (b a)
            (append (filter (lambda (x) (not (%in? same? x a))) b)
                    (filter (lambda (x) (not (any (lambda (y) (same? y x)) b))) a)))
          '() lists))

(define (lset-xor! same? . lists) (apply lset-xor same? lists))

(define (lset-diff+intersection same? list1 . more)
  (partition (lambda (x) (every (lambda (l) (not (%in? same? x l))) more)) list1))

(define (lset-diff+intersection! same? list1 . more) (apply lset-diff+intersection same? list1 more))

;;; Functions of functions

(define (compose . fs)
  (cond
    ((null? fs) values)
    ((null? (cdr fs)) (car fs))
    (else
     (let ((f (car fs)) (g (apply compose (cdr fs))))
       (lambda args
         (call-with-values (lambda () (apply g args)) f))))))

(define (partial f . given)
  (lambda more (apply f (append given more))))

;;; Collects arguments until there are as many as the procedure needs.
(define (curry f . given)
  (let ((least (%least-arguments f)))
    (lambda more
      (let ((all (append given more)))
        (if (>= (length all) least)
            (apply f all)
            (apply curry f all))))))

(define (flip f) (lambda (a b . more) (apply f b a more)))

(define (identity x) x)

(define (constantly x . more)
  (if (null? more)
      (lambda args x)
      (lambda args (apply values x more))))

(define (const x) (lambda args x))

(define (complement test) (lambda args (not (apply test args))))

(define (negate test) (lambda args (not (apply test args))))

(define (juxt . fs) (lambda args (map (lambda (f) (apply f args)) fs)))
