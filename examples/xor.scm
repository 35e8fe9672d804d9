; Exclusive or, learned.
(define inputs '((0 0) (0 1) (1 0) (1 1)))
(define model (sequential (linear 2 8) tanh (linear 8 2)))
(train model (data-loader inputs '(0 1 1 0) batch: 4) cross-entropy (adam 0.05) epochs: 200 quiet: #t)
(display (tensor->list (argmax (model inputs)))) (newline)
