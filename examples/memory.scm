; An LSTM learns to remember the first of eight numbers.
(define inputs (map (lambda (i) (map (lambda (k) (list (if (= k 0) (if (even? i) 1.0 -1.0) (sin (* 1.7 (+ (* 8 i) k)))))) (iota 8))) (iota 64)))
(define targets (map (lambda (i) (if (even? i) 1 0)) (iota 64)))
(define model (sequential (lstm 1 16) (lambda (h) (squeeze (slice h 7 8 axis: 1) 1)) (linear 16 2)))
(define data (data-loader inputs targets batch: 32))
(train model data cross-entropy (adam 0.02) epochs: 60 quiet: #t)
(display (cdr (assq 'accuracy (evaluate model data cross-entropy)))) (newline)
