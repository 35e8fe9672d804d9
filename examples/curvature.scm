; The curvature of a curve from first and second derivatives.
(define (curvature x y t)
  (let ((x1 (derivative x t)) (y1 (derivative y t)) (x2 (derivative-n x t 2)) (y2 (derivative-n y t 2)))
    (/ (- (* x1 y2) (* y1 x2)) (expt (+ (* x1 x1) (* y1 y1)) 3/2))))
(display (curvature (lambda (t) (* 2 (cos t))) (lambda (t) (* 2 (sin t))) 0.0)) (newline)
(display (curvature (lambda (t) t) (lambda (t) (* t t)) 0)) (newline)
