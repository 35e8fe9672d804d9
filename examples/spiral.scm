; Two spirals, with a schedule and a validation set.
(define (point i) (let* ((t (/ i 40.0)) (turn (if (even? i) 0 3.14159))) (list (* t (cos (+ (* 4 t) turn))) (* t (sin (+ (* 4 t) turn))))))
(define data (data-loader (map point (iota 80 1)) (map (lambda (i) (remainder i 2)) (iota 80 1)) batch: 16))
(define model (sequential (linear 2 32) tanh (linear 32 32) tanh (linear 32 2)))
(train model data cross-entropy (adamw 0.02) epochs: 300 quiet: #t schedule: (cosine-schedule 0.02 0.0001 warmup: 20))
(display (> (cdr (assq 'accuracy (evaluate model data cross-entropy))) 0.95)) (newline)
