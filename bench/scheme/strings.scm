; Work on strings: building, reversing, searching, comparing.
(define (repeat-string s n)
  (let loop ((i 0) (out ""))
    (if (= i n) out (loop (+ i 1) (string-append out s)))))

(define (reverse-string s)
  (let* ((n (string-length s)) (out (make-string n)))
    (let loop ((i 0))
      (if (< i n)
          (begin
            (string-set! out i (string-ref s (- n i 1)))
            (loop (+ i 1)))
          out))))

(define (occurrences s c)
  (let ((n (string-length s)))
    (let loop ((i 0) (count 0))
      (if (= i n)
          count
          (loop (+ i 1) (if (char=? (string-ref s i) c) (+ count 1) count))))))

(define (palindromes words)
  (let loop ((l words) (count 0))
    (if (null? l)
        count
        (loop (cdr l)
              (if (string=? (car l) (reverse-string (car l))) (+ count 1) count)))))

(define (number-words n)
  (let loop ((i 0) (l '()))
    (if (= i n) l (loop (+ i 1) (cons (number->string i) l)))))

(define (run)
  (let* ((s (repeat-string "the quick brown fox " 2000))
         (r (reverse-string s)))
    (list (string-length s)
          (occurrences r #\o)
          (palindromes (number-words 200000))
          (string=? s (reverse-string r)))))

(define (repeat k)
  (let ((result (run)))
    (if (= k 1) result (repeat (- k 1)))))

(display (repeat 4))
(newline)
