; Newton's method: derivatives of any procedure.
(define (newton f x n)
  (if (= n 0) x (newton f (- x (/ (f x) (derivative f x))) (- n 1))))
(display (newton (lambda (x) (- (* x x) 2)) 1.0 6)) (newline)
(display (newton (lambda (x) (- (cos x) x)) 1.0 6)) (newline)
; exact: rational numbers stay rational
(display (newton (lambda (x) (- (* x x) 2)) 1 3)) (newline)
