; Expectations by reparametrisation: the gradient goes through the draws.
(define noise (tensor->list (randn 200 seed: 4)))
(define (expected-square mu) (/ (apply + (map (lambda (e) (let ((z (+ mu e))) (* z z))) noise)) 200))
(define g (derivative expected-square 1.5))
(display (< (abs (- g (* 2 (+ 1.5 (/ (apply + noise) 200))))) 1e-9)) (newline)
