; Gates beside what they let through (Srivastava et al. 2015).
(define model
  (sequential (residual (linear 6 6) tanh) (residual (linear 6 6) sigmoid) (linear 6 3)))
(define inputs (randn 24 6 seed: 1))
(define data (data-loader inputs (map (lambda (i) (remainder i 3)) (iota 24)) batch: 8))
(define losses (train model data cross-entropy (adam 0.01) epochs: 15 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice inputs 0 2))) (< (list-ref losses 14) (car losses))))
(newline)
