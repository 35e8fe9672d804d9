; SRFI 2, 26, 31, 111
(import (srfi 2) (srfi 26) (srfi 31) (srfi 111))
(and-let* () ) => #t
(and-let* ((x 5) ((> x 3)) (y (* x 2))) (+ x y)) => 15
(and-let* ((x #f) (y (car x))) y) => #f
(and-let* ((x 1) ((negative? x))) 'no) => #f
((cut cons <> 'b) 'a) => (a . b)
((cut list 1 <> 3 <> 5) 2 4) => (1 2 3 4 5)
((cut list 1 <...>) 2 3) => (1 2 3)
((cut + 1 2)) => 3
(map (cut * 2 <>) '(1 2 3)) => (2 4 6)
(let ((n 0)) (let ((f (cute list (begin (set! n (+ n 1)) n) <>))) (f 'a) (f 'b))) => (1 b)
((rec (f n) (if (= n 0) 1 (* n (f (- n 1))))) 5) => 120
(let ((b (box 1))) (set-box! b (+ (unbox b) 1)) (list (box? b) (unbox b))) => (#t 2)
