; A long computation that is run again instead of being kept.
(define (long x) (let loop ((i 0) (x x)) (if (= i 1000) x (loop (+ i 1) (sin (* 1.01 x))))))
(display (= (gradient long 0.5) (gradient (checkpoint long) 0.5))) (newline)
(ad-reset-counters!)
(gradient (checkpoint long) 0.5)
(display (ad-counters)) (newline)
