; Stacks of small filters.
(define (stage in out) (sequential (conv2d in out 3 1 1) (relu) (conv2d out out 3 1 1) (relu) (max-pool2d 2)))
(define model
  (sequential (stage 3 8) (stage 8 16) (linear 64 16) (relu) (dropout 0.2) (linear 16 3)))
(define inputs (randn 24 8 8 3 seed: 1))
(define data (data-loader inputs (map (lambda (i) (remainder i 3)) (iota 24)) batch: 8))
(define losses (train model data cross-entropy (adam 0.003) epochs: 20 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice inputs 0 2))) (< (list-ref losses 19) (car losses))))
(newline)
