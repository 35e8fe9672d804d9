; k-means: the squared distance of each point to the nearest of 4 centres.
(define points (map (lambda (i) (list (+ (remainder i 2) (* 0.3 (sin (* 7.1 i)))) (+ (quotient (remainder i 4) 2) (* 0.3 (cos (* 3.7 i)))))) (iota 60)))
(define (objective c)
  (define (distance p k) (let ((dx (- (car p) (vector-ref c (* 2 k)))) (dy (- (cadr p) (vector-ref c (+ 1 (* 2 k)))))) (+ (* dx dx) (* dy dy))))
  (apply + (map (lambda (p) (min (distance p 0) (distance p 1) (distance p 2) (distance p 3))) points)))
(define point (vector 0.1 0.2 0.9 0.1 0.2 0.8 1.1 0.9))
