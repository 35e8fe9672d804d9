; Numbers as functions: calls of unknown procedures and many small closures.
(define zero (lambda (f) (lambda (x) x)))
(define (succ n) (lambda (f) (lambda (x) (f ((n f) x)))))
(define (add m n) (lambda (f) (lambda (x) ((m f) ((n f) x)))))
(define (mul m n) (lambda (f) (m (n f))))

(define (church n) (if (= n 0) zero (succ (church (- n 1)))))

(define (number n) ((n (lambda (x) (+ x 1))) 0))

(define (repeat k)
  (let ((result (number (mul (church 100) (add (church 60) (mul (church 6) (church 50)))))))
    (if (= k 1) result (repeat (- k 1)))))

(display (repeat 2500))
(newline)
