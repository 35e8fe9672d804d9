; Exact fractions: harmonic numbers and a continued fraction.
(define (harmonic n)
  (let loop ((i 1) (sum 0))
    (if (> i n) sum (loop (+ i 1) (+ sum (/ 1 i))))))

(define (golden n)
  (let loop ((i 0) (x 1))
    (if (= i n) x (loop (+ i 1) (+ 1 (/ 1 x))))))

(define (repeat k)
  (let ((result (list (modulo (numerator (harmonic 2000)) 1000007)
                      (modulo (denominator (golden 2000)) 1000007))))
    (if (= k 1) result (repeat (- k 1)))))

(display (repeat 2))
(newline)
