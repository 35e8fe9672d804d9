; An encoder of transformer blocks.
(define model
  (sequential (linear 4 8) (positions 5 8) (transformer-block 8 2 causal: #f) (transformer-block 8 2 causal: #f) (layer-norm 8) (lambda (h) (mean h axis: 1)) (linear 8 3)))
(define inputs (randn 24 5 4 seed: 1))
(define data (data-loader inputs (map (lambda (i) (remainder i 3)) (iota 24)) batch: 8))
(define losses (train model data cross-entropy (adam 0.01) epochs: 15 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice inputs 0 2))) (< (list-ref losses 14) (car losses))))
(newline)
