; A line through points: gradient descent on tensors, compiled once.
(define x (tensor '(0 1 2 3 4)))
(define y (tensor '(1 3 5 7 9)))
(define (loss w b) (mean (expt (- (+ (* w x) b) y) 2)))
(define step (jit (lambda (w b) (let ((g (gradient loss w b))) (list (- w (* 0.05 (vector-ref g 0))) (- b (* 0.05 (vector-ref g 1))))))))
(let loop ((i 0) (w (tensor 0)) (b (tensor 0)))
  (if (< i 500)
      (apply loop (+ i 1) (step w b))
      (begin (display (list (/ (round (* 1000 (item w))) 1000) (/ (round (* 1000 (item b))) 1000))) (newline))))
