; Gauss and Newton: the Jacobian of the residuals, and a linear system.
(define ts (tensor '(0 1 2 3)))
(define ys (tensor '(2.0 1.2130613 0.7357589 0.4462603)))
(define (residuals p) (- (* (tensor-ref p 0) (exp (* (- (tensor-ref p 1)) ts))) ys))
(define (step p) (let ((j (jacobian residuals p)) (r (residuals p))) (- p (solve (matmul (transpose j) j) (matmul (transpose j) r)))))
(let loop ((i 0) (p (tensor '(1 1)))) (if (< i 12) (loop (+ i 1) (step p))
  (begin (display (map (lambda (x) (/ (round (* 1000 x)) 1000)) (tensor->list p))) (newline))))
