; An MLP-mixer: across patches, then across channels (Tolstikhin et al. 2021).
(define (patches x) (reshape (permute (reshape x -1 2 4 2 4) 0 1 3 2 4) -1 4 16))
(define model
  (sequential patches (linear 16 8) (residual transpose (linear 4 8) (gelu) (linear 8 4) transpose) (residual (linear 8 16) (gelu) (linear 16 8)) (lambda (h) (mean h axis: 1)) (linear 8 3)))
(define inputs (randn 24 8 8 1 seed: 1))
(define data (data-loader inputs (map (lambda (i) (remainder i 3)) (iota 24)) batch: 8))
(define losses (train model data cross-entropy (adam 0.01) epochs: 15 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice inputs 0 2))) (< (list-ref losses 14) (car losses))))
(newline)
