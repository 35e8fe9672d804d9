; A recursive-descent parser and evaluator of arithmetic over the characters of a long string.
(define text
  (let ((part "(12+34*(5-6)/2)*7-89+(3*3*3)"))
    (let loop ((i 0) (l (list part)))
      (if (= i 2000)
          (apply string-append l)
          (loop (+ i 1) (cons part (cons "+" l)))))))

(define at 0)
(define end (string-length text))

(define (peek) (if (< at end) (string-ref text at) #\nul))

(define (digit? c) (and (char>=? c #\0) (char<=? c #\9)))

(define (parse-number)
  (let loop ((n 0))
    (if (digit? (peek))
        (let ((d (- (char->integer (peek)) 48)))
          (set! at (+ at 1))
          (loop (+ (* n 10) d)))
        n)))

(define (parse-factor)
  (if (char=? (peek) #\()
      (begin
        (set! at (+ at 1))
        (let ((x (parse-sum)))
          (set! at (+ at 1))
          x))
      (parse-number)))

(define (parse-product)
  (let loop ((left (parse-factor)))
    (let ((c (peek)))
      (cond
        ((char=? c #\*) (set! at (+ at 1)) (loop (list '* left (parse-factor))))
        ((char=? c #\/) (set! at (+ at 1)) (loop (list '/ left (parse-factor))))
        (else left)))))

(define (parse-sum)
  (let loop ((left (parse-product)))
    (let ((c (peek)))
      (cond
        ((char=? c #\+) (set! at (+ at 1)) (loop (list '+ left (parse-product))))
        ((char=? c #\-) (set! at (+ at 1)) (loop (list '- left (parse-product))))
        (else left)))))

(define (evaluate x)
  (if (pair? x)
      (let ((a (evaluate (cadr x))) (b (evaluate (caddr x))))
        (case (car x)
          ((+) (+ a b))
          ((-) (- a b))
          ((*) (* a b))
          ((/) (quotient a b))
          (else (error "no such operator" (car x)))))
      x))

(define (repeat k)
  (set! at 0)
  (let ((result (evaluate (parse-sum))))
    (if (= k 1) result (repeat (- k 1)))))

(display (repeat 500))
(newline)
