;;; Hash tables, what takes procedures: SRFI 69 and SRFI 125. The entries are fixed before the first call, so the table may be changed
;;; meanwhile.

(define (hash-table-update! table key f . options)
  (let ((failure (if (pair? options) (car options) (lambda () (hash-table-ref table key))))
        (success (if (and (pair? options) (pair? (cdr options))) (cadr options) (lambda (x) x))))
    (hash-table-set! table key (f (hash-table-ref table key failure success)))))

(define (hash-table-update!/default table key f default)
  (hash-table-set! table key (f (hash-table-ref/default table key default))))

(define (hash-table-intern! table key failure)
  (hash-table-ref table key
    (lambda ()
      (let ((value (failure)))
        (hash-table-set! table key value)
        value))))

(define (%each-entry table f)
  (for-each (lambda (entry) (f (car entry) (cdr entry))) (hash-table->alist table)))

(define (hash-table-walk table f) (%each-entry table f))

(define (hash-table-for-each a b)
  (if (procedure? a) (%each-entry b a) (%each-entry a b)))

(define (hash-table-fold a b c)
  ;; SRFI 125 has the procedure first, SRFI 69 the table
  (let ((f (if (procedure? a) a b)) (init (if (procedure? a) b c)) (table (if (procedure? a) c a)))
    (fold (lambda (entry acc) (f (car entry) (cdr entry) acc)) init (hash-table->alist table))))

(define (hash-table-find f table)
  (any (lambda (entry) (f (car entry) (cdr entry))) (hash-table->alist table)))

(define (hash-table-count a . b)
  (if (null? b)
      (hash-table-size a)
      (let ((f (if (procedure? a) a (car b))) (table (if (procedure? a) (car b) a)))
        (count (lambda (entry) (f (car entry) (cdr entry))) (hash-table->alist table)))))

(define (hash-table-map f comparator table)
  (let ((out (make-hash-table comparator)))
    (%each-entry table (lambda (key value) (hash-table-set! out key (f value))))
    out))

(define (hash-table-map! f table)
  (%each-entry table (lambda (key value) (hash-table-set! table key (f key value)))))

(define (hash-table-map->list f table)
  (map (lambda (entry) (f (car entry) (cdr entry))) (hash-table->alist table)))

(define (hash-table-prune! f table)
  (%each-entry table (lambda (key value) (if (f key value) (hash-table-delete! table key)))))

(define (hash-table-unfold stop? mapper successor seed . comparator)
  (let ((table (apply make-hash-table comparator)))
    (let loop ((seed seed))
      (if (stop? seed)
          table
          (call-with-values (lambda () (mapper seed))
            (lambda (key value)
              (hash-table-set! table key value)
              (loop (successor seed))))))))

(define (hash-table=? same? a b)
  (and (= (hash-table-size a) (hash-table-size b))
       (every (lambda (entry)
                (and (hash-table-contains? b (car entry))
                     (same? (cdr entry) (hash-table-ref b (car entry)))))
              (hash-table->alist a))))
