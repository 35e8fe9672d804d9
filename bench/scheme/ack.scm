; Ackermann's function: deep recursion.
(define (ack m n)
  (cond
    ((= m 0) (+ n 1))
    ((= n 0) (ack (- m 1) 1))
    (else (ack (- m 1) (ack m (- n 1))))))

(define (repeat n)
  (let ((result (ack 3 9)))
    (if (= n 1) result (repeat (- n 1)))))

(display (repeat 24))
(newline)
