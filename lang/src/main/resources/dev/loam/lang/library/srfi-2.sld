;;; SRFI 2: and-let*
(define-library (srfi 2)
  (export and-let*)
  (import (scheme base))
  (begin
    (define-syntax and-let*
      (syntax-rules ()
        ((_ ()) #t)
        ((_ () body ...) (let () body ...))
        ((_ ((name value))) value)
        ((_ ((test))) test)
        ((_ (test)) test)
        ((_ ((name value) . clauses) . body)
         (let ((name value)) (if name (and-let* clauses . body) #f)))
        ((_ ((test) . clauses) . body)
         (if test (and-let* clauses . body) #f))
        ((_ (test . clauses) . body)
         (if test (and-let* clauses . body) #f))))))
