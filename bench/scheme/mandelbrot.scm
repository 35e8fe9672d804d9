; Points of the Mandelbrot set on a grid: loops over floating-point numbers.
(define (escapes cr ci limit)
  (let loop ((zr 0.0) (zi 0.0) (n 0))
    (if (= n limit)
        n
        (let ((rr (* zr zr)) (ii (* zi zi)))
          (if (> (+ rr ii) 4.0)
              n
              (loop (+ (- rr ii) cr) (+ (* 2.0 (* zr zi)) ci) (+ n 1)))))))

(define (count size limit)
  (let rows ((y 0) (inside 0))
    (if (= y size)
        inside
        (let columns ((x 0) (inside inside))
          (if (= x size)
              (rows (+ y 1) inside)
              (let ((cr (- (/ (* 3.0 x) size) 2.0))
                    (ci (- (/ (* 3.0 y) size) 1.5)))
                (columns (+ x 1)
                         (if (= (escapes cr ci limit) limit) (+ inside 1) inside))))))))

(display (count 400 500))
(newline)
