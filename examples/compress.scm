; An autoencoder finds that points in space lie on a line.
(define points (map (lambda (i) (let ((t (/ (- i 20) 10.0))) (list t (* 2 t) (- t)))) (iota 40)))
(define model (sequential (linear 3 1) (linear 1 3)))
(define losses (train model (data-loader points (tensor points) batch: 40) mse (adam 0.05) epochs: 300 quiet: #t))
(display (< (list-ref losses 299) 1e-3)) (newline)
