; Placings of queens on a board, counted by trying rows from lists.
(define (upto n)
  (let loop ((i n) (l '()))
    (if (= i 0) l (loop (- i 1) (cons i l)))))

(define (safe? row distance placed)
  (or (null? placed)
      (and (not (= (car placed) (+ row distance)))
           (not (= (car placed) (- row distance)))
           (safe? row (+ distance 1) (cdr placed)))))

(define (place open rejected placed)
  (if (null? open)
      (if (null? rejected) 1 0)
      (+ (if (safe? (car open) 1 placed)
             (place (append (cdr open) rejected) '() (cons (car open) placed))
             0)
         (place (cdr open) (cons (car open) rejected) placed))))

(define (queens n) (place (upto n) '() '()))

(define (repeat n)
  (let ((result (queens 10)))
    (if (= n 1) result (repeat (- n 1)))))

(display (repeat 50))
(newline)
