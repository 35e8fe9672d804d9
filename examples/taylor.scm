; Power series, exact.
(display (taylor sin 0 7)) (newline)
(display (taylor (lambda (x) (/ 1 (- 1 x (* x x)))) 0 10)) (newline)
(display (taylor (lambda (x) (sqrt (+ 1 x))) 0 5)) (newline)
