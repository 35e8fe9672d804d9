; A vision transformer: pictures in patches (Dosovitskiy et al. 2021).
; (batch 8 8 1) as four patches of 16 pixels
(define (patches x)
  (reshape (permute (reshape x -1 2 4 2 4) 0 1 3 2 4) -1 4 16))
(define model
  (sequential patches (linear 16 12) (positions 4 12) (transformer-block 12 3 causal: #f) (lambda (h) (mean h axis: 1)) (linear 12 3)))
(define inputs (randn 24 8 8 1 seed: 1))
(define data (data-loader inputs (map (lambda (i) (remainder i 3)) (iota 24)) batch: 8))
(define losses (train model data cross-entropy (adam 0.01) epochs: 15 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice inputs 0 2))) (< (list-ref losses 14) (car losses))))
(newline)
