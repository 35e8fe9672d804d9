; What Chez Scheme needs before a program of this folder.
(define (make-hash-table same) (if (eq? same equal?) (make-hashtable equal-hash equal?) (make-eqv-hashtable)))
(define hash-table-set! hashtable-set!)
(define hash-table-ref/default hashtable-ref)
(define (hash-table-values t) (vector->list (call-with-values (lambda () (hashtable-entries t)) (lambda (k v) v))))
(import (rename (only (chezscheme) define-record-type) (define-record-type r6:define-record-type)))
(define-syntax define-record-type
  (syntax-rules ()
    ((_ name (maker field ...) test (f access) ...)
     (r6:define-record-type (name maker test) (fields (immutable f access) ...)))))
