; Least squares: the squares of the residuals of a polynomial of degree 4 at 40 places.
(define places (map (lambda (i) (/ (- i 20) 20.0)) (iota 40)))
(define values-there (map (lambda (t) (+ 1.0 (* 2.0 t) (* -0.5 t t t))) places))
(define (polynomial p t) (let loop ((i 4) (s 0.0)) (if (< i 0) s (loop (- i 1) (+ (vector-ref p i) (* t s))))))
(define (objective p)
  (let loop ((t places) (v values-there) (s 0.0))
    (if (null? t) s (let ((r (- (polynomial p (car t)) (car v)))) (loop (cdr t) (cdr v) (+ s (* r r)))))))
(define point (vector 0.3 -0.2 0.5 0.1 0.7))
