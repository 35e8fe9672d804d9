; Tree walks that hand out leaves one by one through re-entered continuations.
(define (make-tree depth)
  (if (= depth 0) 1 (cons (make-tree (- depth 1)) (make-tree (- depth 1)))))

(define (leaves tree)
  (define return #f)
  (define (walk t)
    (if (pair? t)
        (begin (walk (car t)) (walk (cdr t)))
        (call-with-current-continuation
          (lambda (next)
            (set! resume (lambda () (next #f)))
            (return t)))))
  (define resume
    (lambda () (walk tree) (return #f)))
  (lambda ()
    (call-with-current-continuation
      (lambda (k) (set! return k) (resume)))))

(define (sum-leaves tree)
  (let ((next (leaves tree)))
    (let loop ((sum 0))
      (let ((x (next)))
        (if x (loop (+ sum x)) sum)))))

(define tree (make-tree 12))

(define (repeat k)
  (let ((result (sum-leaves tree)))
    (if (= k 1) result (repeat (- k 1)))))

(display (repeat 200))
(newline)
