; After LeCun's LeNet-5, for small pictures.
(define model
  (sequential (conv2d 1 6 3 1 1) tanh (avg-pool2d 2 2) (conv2d 6 16 3) tanh (flatten) (linear 64 32) tanh (linear 32 3)))
(define inputs (randn 24 8 8 1 seed: 1))
(define data (data-loader inputs (map (lambda (i) (remainder i 3)) (iota 24)) batch: 8))
(define losses (train model data cross-entropy (adam 0.01) epochs: 15 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice inputs 0 2))) (< (list-ref losses 14) (car losses))))
(newline)
