; Convolutions by channel, then by point (Howard et al. 2017).
(define (separable in out) (sequential (conv2d in in 3 1 1 groups: in) (relu) (conv2d in out 1) (batch-norm out) (relu)))
(define model
  (sequential (conv2d 3 8 3 2 1) (separable 8 16) (separable 16 16) (avg-pool2d 4) (flatten) (linear 16 3)))
(define inputs (randn 24 8 8 3 seed: 1))
(define data (data-loader inputs (map (lambda (i) (remainder i 3)) (iota 24)) batch: 8))
(define losses (train model data cross-entropy (adam 0.01) epochs: 15 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice inputs 0 2))) (< (list-ref losses 14) (car losses))))
(newline)
