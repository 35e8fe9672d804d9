; How much a loan's rate depends on interest and duration: derivatives of a business formula.
(define (rate principal yearly years)
  (let ((i (/ yearly 12)) (n (* 12 years))) (/ (* principal i) (- 1 (expt (+ 1 i) (- n))))))
(define (rounded x) (/ (round (* 100 x)) 100))
(display (rounded (rate 100000 0.06 20))) (newline)
(display (vector-map rounded (gradient rate 100000.0 0.06 20.0))) (newline)
