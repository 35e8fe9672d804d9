; Big integers: digits of pi by a spigot, a factorial and its digit sum, a large power.
(define (pi-digits count)
  (let loop ((q 1) (r 0) (t 1) (k 1) (n 3) (l 3) (made 0) (digits '()))
    (cond
      ((= made count) (reverse digits))
      ((< (+ (* 4 q) (- r t)) (* n t))
       (loop (* q 10) (* 10 (- r (* n t))) t k
             (- (quotient (* 10 (+ (* 3 q) r)) t) (* 10 n)) l (+ made 1) (cons n digits)))
      (else
       (loop (* q k) (* (+ (* 2 q) r) l) (* t l) (+ k 1)
             (quotient (+ (* q (+ (* 7 k) 2)) (* r l)) (* t l)) (+ l 2) made digits)))))

(define (factorial n)
  (let loop ((i 2) (product 1))
    (if (> i n) product (loop (+ i 1) (* product i)))))

(define (digit-sum n)
  (let loop ((l (string->list (number->string n))) (sum 0))
    (if (null? l) sum (loop (cdr l) (+ sum (- (char->integer (car l)) 48))))))

(define (last l) (if (null? (cdr l)) (car l) (last (cdr l))))

(define (repeat k)
  (let ((result (list (last (pi-digits 1000))
                      (digit-sum (factorial 2000))
                      (modulo (expt 7 20000) 1000007))))
    (if (= k 1) result (repeat (- k 1)))))

(display (repeat 10))
(newline)
