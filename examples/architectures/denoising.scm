; An autoencoder with noise put in by dropout.
(define model
  (sequential (dropout 0.3) (linear 6 16) (relu) (linear 16 6)))
(define inputs (randn 24 6 seed: 1))
(define data (data-loader inputs inputs batch: 8))
(define losses (train model data mse (adam 0.01) epochs: 15 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice inputs 0 2))) (< (list-ref losses 14) (car losses))))
(newline)
