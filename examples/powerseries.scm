; Bernoulli numbers from the series of x / (e^x - 1): numerator and denominator by x first.
(define k 10)
(define denominator-series (let loop ((i 0) (f 1) (out '())) (if (> i k) (reverse out) (loop (+ i 1) (* f (+ i 2)) (cons (/ 1 f) out)))))
(define (denominator x) (let loop ((c (reverse denominator-series)) (sum 0)) (if (null? c) sum (loop (cdr c) (+ (car c) (* x sum))))))
(define coefficients (taylor (lambda (x) (/ 1 (denominator x))) 0 k))
(display (let loop ((c coefficients) (n 0) (f 1) (out '())) (if (null? c) (reverse out) (loop (cdr c) (+ n 1) (* f (+ n 1)) (cons (* f (car c)) out))))) (newline)
