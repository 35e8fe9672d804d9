; Residual blocks of convolutions with batch norms.
(define (block channels)
  (sequential (residual (conv2d channels channels 3 1 1) (batch-norm channels) (relu) (conv2d channels channels 3 1 1) (batch-norm channels)) (relu)))
(define model
  (sequential (conv2d 3 8 3 1 1) (batch-norm 8) (relu) (block 8) (block 8) (avg-pool2d 8) (flatten) (linear 8 3)))
(define inputs (randn 24 8 8 3 seed: 1))
(define data (data-loader inputs (map (lambda (i) (remainder i 3)) (iota 24)) batch: 8))
(define losses (train model data cross-entropy (adam 0.01) epochs: 15 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice inputs 0 2))) (< (list-ref losses 14) (car losses))))
(newline)
