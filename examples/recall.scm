; Attention learns to look up: where in the sequence is the token that the last one asks for?
(define (example i)
  (let* ((where (remainder i 4)) (start (remainder (quotient i 4) 4)))
    (cons (append (map (lambda (k) (+ 1 (remainder (+ start k) 4))) (iota 4)) (list (+ 1 (remainder (+ start where) 4)))) where)))
(define examples (map example (iota 16)))
(define model
  (sequential (embedding 5 16) (positions 5 16) (transformer-block 16 2 causal: #f) (transformer-block 16 2 causal: #f)
              (lambda (h) (squeeze (slice h 4 5 axis: 1) 1)) (linear 16 4)))
(define data (data-loader (map car examples) (map cdr examples) batch: 16))
(train model data cross-entropy (adam 0.005) epochs: 150 quiet: #t)
(display (cdr (assq 'accuracy (evaluate model data cross-entropy)))) (newline)
