; Two ways from input to output, added up.
(define model
  (residual (linear 6 32) (relu) (linear 32 6)))
(define inputs (randn 24 6 seed: 1))
(define data (data-loader inputs (* 2 inputs) batch: 8))
(define losses (train model data mse (adam 0.01) epochs: 15 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice inputs 0 2))) (< (list-ref losses 14) (car losses))))
(newline)
