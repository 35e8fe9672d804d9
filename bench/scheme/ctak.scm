; Takeuchi's function in which every value is returned through a captured continuation.
(define (ctak x y z)
  (call-with-current-continuation
    (lambda (k) (ctak-aux k x y z))))

(define (ctak-aux k x y z)
  (if (not (< y x))
      (k z)
      (call-with-current-continuation
        (lambda (k)
          (ctak-aux
            k
            (call-with-current-continuation (lambda (k) (ctak-aux k (- x 1) y z)))
            (call-with-current-continuation (lambda (k) (ctak-aux k (- y 1) z x)))
            (call-with-current-continuation (lambda (k) (ctak-aux k (- z 1) x y))))))))

(define (repeat n)
  (let ((result (ctak 18 12 6)))
    (if (= n 1) result (repeat (- n 1)))))

(display (repeat 200))
(newline)
