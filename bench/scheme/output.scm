; Writing data to a string port and reading numbers back.
(define (render n)
  (let ((port (open-output-string)))
    (let loop ((i 0))
      (if (< i n)
          (begin
            (write (list i (* i 1.5) "text" #\a 'symbol) port)
            (newline port)
            (loop (+ i 1)))))
    (get-output-string port)))

(define (read-back text)
  (let ((port (open-input-string text)))
    (let loop ((sum 0))
      (let ((x (read port)))
        (if (eof-object? x) sum (loop (+ sum (car x))))))))

(define (repeat k)
  (let* ((text (render 30000)) (result (read-back text)))
    (if (= k 1) result (repeat (- k 1)))))

(display (repeat 12))
(newline)
