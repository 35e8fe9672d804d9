; The roadmap's perceptron.
(define (train-perceptron w data epochs lr)
  (for epoch 1 epochs
    (let* ((x (car data)) (y (cadr data))
           (loss (lambda (w) (expt (- (* w x) y) 2)))
           (grad (derivative loss w)))
      (set! w (- w (* lr grad)))))
  w)
(display (/ (round (* 1e6 (train-perceptron 0.0 '(2.0 6.0) 100 0.05))) 1e6)) (newline)
