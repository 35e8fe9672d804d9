; A probabilistic program: the bias of a coin from its throws, by the gradient of the logarithm of the likelihood.
(define throws '(1 1 0 1 1 1 0 1 1 0))
(define (log-likelihood p) (apply + (map (lambda (t) (log (if (= t 1) p (- 1 p)))) throws)))
(define (ascend p n) (if (= n 0) p (ascend (+ p (* 0.01 (derivative log-likelihood p))) (- n 1))))
(display (/ (round (* 1e4 (ascend 0.5 500))) 1e4)) (newline)
; how sure: the second derivative
(display (/ (round (* 1e4 (sqrt (/ -1 (derivative-n log-likelihood 0.7 2))))) 1e4)) (newline)
