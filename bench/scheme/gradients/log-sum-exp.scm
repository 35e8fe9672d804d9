; The logarithm of a sum of exponentials, safely.
(define (objective x)
  (let* ((n (vector-length x)) (m (let loop ((i 1) (m (vector-ref x 0))) (if (= i n) m (loop (+ i 1) (max m (vector-ref x i)))))))
    (let loop ((i 0) (s 0.0)) (if (= i n) (+ m (log s)) (loop (+ i 1) (+ s (exp (- (vector-ref x i) m))))))))
(define point (list->vector (map (lambda (i) (sin (* 1.3 i))) (iota 100))))
