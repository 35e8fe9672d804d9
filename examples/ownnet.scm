; A network of tensors alone: parameters in a list, one compiled step.
(define (predict p x) (+ (matmul (tanh (+ (matmul x (list-ref p 0)) (list-ref p 1))) (list-ref p 2)) (list-ref p 3)))
(define x (tensor '((0 0) (0 1) (1 0) (1 1))))
(define y (tensor '(0 1 1 0)))
(define step
  (jit (lambda (p)
    (map (lambda (w g) (- w (* 0.5 g))) p (gradient (lambda (p) (cross-entropy (predict p x) y)) p)))))
(define (fit p n) (if (= n 0) p (fit (step p) (- n 1))))
(define p (fit (list (randn 2 8 seed: 1) (zeros 8) (randn 8 2 seed: 2) (zeros 2)) 300))
(display (tensor->list (argmax (predict p x)))) (newline)
