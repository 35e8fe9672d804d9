; Hash tables: counting words by string and numbers by value.
(define words
  (let loop ((i 0) (x 17) (l '()))
    (if (= i 200000)
        l
        (let ((x (modulo (+ (* x 1103515245) 12345) 2147483648)))
          (loop (+ i 1) x (cons (number->string (modulo x 5000)) l))))))

(define (count-words)
  (let ((table (make-hash-table equal?)))
    (for-each
      (lambda (w) (hash-table-set! table w (+ 1 (hash-table-ref/default table w 0))))
      words)
    (apply max (hash-table-values table))))

(define (count-numbers n)
  (let ((table (make-hash-table eqv?)))
    (let loop ((i 0))
      (if (< i n)
          (begin
            (hash-table-set! table (* i 37) i)
            (loop (+ i 1)))))
    (let loop ((i 0) (sum 0))
      (if (= i n)
          sum
          (loop (+ i 1) (+ sum (hash-table-ref/default table (* i 37) 0)))))))

(define (repeat k)
  (let ((result (list (count-words) (count-numbers 300000))))
    (if (= k 1) result (repeat (- k 1)))))

(display (repeat 5))
(newline)
