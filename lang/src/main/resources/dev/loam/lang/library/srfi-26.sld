;;; SRFI 26: cut and cute
(define-library (srfi 26)
  (export cut cute)
  (import (scheme base))
  (begin
    (define-syntax cut
      (syntax-rules ()
        ((_ . slots) (%cut () () . slots))))

    ;; (%cut (parameter ...) (combination ...) slot ...)
    (define-syntax %cut
      (syntax-rules (<> <...>)
        ((_ (parameter ...) (f argument ...))
         (lambda (parameter ...) ((begin f) argument ...)))
        ((_ (parameter ...) (f argument ...) <...>)
         (lambda (parameter ... . rest) (apply f argument ... rest)))
        ((_ (parameter ...) (part ...) <> . more)
         (%cut (parameter ... x) (part ... x) . more))
        ((_ parameters (part ...) value . more)
         (%cut parameters (part ... value) . more))))

    (define-syntax cute
      (syntax-rules ()
        ((_ . slots) (%cute () () () . slots))))

    ;; (%cute (binding ...) (parameter ...) (combination ...) slot ...)
    (define-syntax %cute
      (syntax-rules (<> <...>)
        ((_ bindings (parameter ...) (f argument ...))
         (let bindings (lambda (parameter ...) (f argument ...))))
        ((_ bindings (parameter ...) (f argument ...) <...>)
         (let bindings (lambda (parameter ... . rest) (apply f argument ... rest))))
        ((_ bindings (parameter ...) (part ...) <> . more)
         (%cute bindings (parameter ... x) (part ... x) . more))
        ((_ (binding ...) parameters (part ...) value . more)
         (%cute (binding ... (x value)) parameters (part ... x) . more))))))
