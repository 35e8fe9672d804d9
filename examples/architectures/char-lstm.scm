; A language model of characters.
(define model
  (sequential (embedding 7 8) (lstm 8 16) (linear 16 7)))
(define inputs (map (lambda (i) (map (lambda (k) (remainder (+ i k) 7)) (iota 6))) (iota 24)))
(define data (data-loader inputs (map (lambda (i) (map (lambda (k) (remainder (+ i k 1) 7)) (iota 6))) (iota 24)) batch: 8))
(define losses (train model data cross-entropy (adam 0.01) epochs: 15 quiet: #t))
(display (list (model-size model) (tensor-shape (model (slice (tensor inputs) 0 2))) (< (list-ref losses 14) (car losses))))
(newline)
