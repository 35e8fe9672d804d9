; Through a narrow middle and back.
(define model
  (sequential (linear 6 8) tanh (linear 8 2) (linear 2 8) tanh (linear 8 6)))
(define inputs (randn 24 6 seed: 1))
(define data (data-loader inputs inputs batch: 8))
(define losses (train model data mse (adam 0.01) epochs: 15 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice inputs 0 2))) (< (list-ref losses 14) (car losses))))
(newline)
