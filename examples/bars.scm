; A small CNN tells lying bars from standing ones.
(define (picture i)
  (let ((at (+ 1 (remainder i 6))))
    (map (lambda (r) (map (lambda (c) (list (if (= at (if (even? i) r c)) 1.0 0.0))) (iota 8))) (iota 8))))
(define model (sequential (conv2d 1 4 3 1 1) (relu) (max-pool2d 2) (linear 64 2)))
(define data (data-loader (map picture (iota 48)) (map (lambda (i) (remainder i 2)) (iota 48)) batch: 16))
(train model data cross-entropy (adam 0.01) epochs: 40 quiet: #t)
(display (cdr (assq 'accuracy (evaluate model data cross-entropy)))) (newline)
