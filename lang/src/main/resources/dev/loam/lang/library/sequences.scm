;;; Strings and vectors, what takes procedures: R7RS 6.10, SRFI 13, SRFI 133; sorting.

(define (string-map f string1 . more)
  (if (null? more)
      (list->string (map f (string->list string1)))
      (list->string (apply map f (map string->list (cons string1 more))))))

(define (string-for-each f string1 . more)
  (if (null? more)
      (let ((n (string-length string1)))
        (let loop ((i 0))
          (if (< i n)
              (begin (f (string-ref string1 i)) (loop (+ i 1)))
              (%unspecified))))
      (apply for-each f (map string->list (cons string1 more)))))

(define (vector-map f vector1 . more)
  (if (null? more)
      (let ((n (vector-length vector1)))
        (if (< n 500)
            ;; on the stack: whoever enters f again gets another vector
            (let grow ((i 0))
              (if (< i n)
                  (let* ((x (f (vector-ref vector1 i))) (out (grow (+ i 1))))
                    (vector-set! out i x)
                    out)
                  (make-vector n 0)))
            (let loop ((i 0) (done '()))
              (if (< i n)
                  (loop (+ i 1) (cons (f (vector-ref vector1 i)) done))
                  (reverse-list->vector done)))))
      (list->vector (apply map f (map vector->list (cons vector1 more))))))

(define (vector-for-each f vector1 . more)
  (if (null? more)
      (let ((n (vector-length vector1)))
        (let loop ((i 0))
          (if (< i n)
              (begin (f (vector-ref vector1 i)) (loop (+ i 1)))
              (%unspecified))))
      (apply for-each f (map vector->list (cons vector1 more)))))

;;; SRFI 133

(define (vector-map! f vector1 . more)
  (let ((n (%shortest (cons vector1 more))))
    (let loop ((i 0))
      (if (< i n)
          (begin
            (vector-set! vector1 i (apply f (%elements i (cons vector1 more))))
            (loop (+ i 1)))
          (%unspecified)))))

(define (%shortest vectors) (apply min (map vector-length vectors)))

(define (%elements i vectors) (map (lambda (v) (vector-ref v i)) vectors))

(define (vector-unfold f n . seeds)
  (let ((v (make-vector n 0)))
    (if (null? seeds)
        (let loop ((i 0))
          (if (< i n) (begin (vector-set! v i (f i)) (loop (+ i 1))) v))
        (let loop ((i 0) (seeds seeds))
          (if (< i n)
              (call-with-values (lambda () (apply f i seeds))
                (lambda (x . next) (vector-set! v i x) (loop (+ i 1) next)))
              v)))))

(define (vector-unfold-right f n . seeds)
  (let ((v (make-vector n 0)))
    (let loop ((i (- n 1)) (seeds seeds))
      (if (>= i 0)
          (call-with-values (lambda () (apply f i seeds))
            (lambda (x . next) (vector-set! v i x) (loop (- i 1) next)))
          v))))

(define (vector-unfold! f v start end . seeds)
  (let loop ((i start) (seeds seeds))
    (if (< i end)
        (call-with-values (lambda () (apply f i seeds))
          (lambda (x . next) (vector-set! v i x) (loop (+ i 1) next)))
        (%unspecified))))

(define (vector-unfold-right! f v start end . seeds)
  (let loop ((i (- end 1)) (seeds seeds))
    (if (>= i start)
        (call-with-values (lambda () (apply f i seeds))
          (lambda (x . next) (vector-set! v i x) (loop (- i 1) next)))
        (%unspecified))))

(define (build-vector n f) (vector-unfold f n))

(define (make-initialized-vector n f) (vector-unfold f n))

(define (vector-tabulate f n) (vector-unfold f n))

(define (vector= same? . vectors)
  (define (two a b)
    (let ((n (vector-length a)))
      (and (= n (vector-length b))
           (let loop ((i 0))
             (or (= i n)
                 (and (same? (vector-ref a i) (vector-ref b i)) (loop (+ i 1))))))))
  (or (null? vectors)
      (let loop ((a (car vectors)) (more (cdr vectors)))
        (or (null? more)
            (and (two a (car more)) (loop (car more) (cdr more)))))))

(define (vector-fold f init vector1 . more)
  (if (null? more)
      (let ((n (vector-length vector1)))
        (let loop ((i 0) (acc init))
          (if (< i n) (loop (+ i 1) (f acc (vector-ref vector1 i))) acc)))
      (let* ((vectors (cons vector1 more)) (n (%shortest vectors)))
        (let loop ((i 0) (acc init))
          (if (< i n) (loop (+ i 1) (apply f acc (%elements i vectors))) acc)))))

(define (vector-fold-right f init vector1 . more)
  (let* ((vectors (cons vector1 more)) (n (%shortest vectors)))
    (let loop ((i (- n 1)) (acc init))
      (if (>= i 0) (loop (- i 1) (apply f acc (%elements i vectors))) acc))))

(define (vector-count test vector1 . more)
  (let* ((vectors (cons vector1 more)) (n (%shortest vectors)))
    (let loop ((i 0) (found 0))
      (if (< i n)
          (loop (+ i 1) (if (apply test (%elements i vectors)) (+ found 1) found))
          found))))

(define (vector-cumulate f init v)
  (let* ((n (vector-length v)) (out (make-vector n 0)))
    (let loop ((i 0) (acc init))
      (if (< i n)
          (let ((next (f acc (vector-ref v i))))
            (vector-set! out i next)
            (loop (+ i 1) next))
          out))))

(define (vector-index test vector1 . more)
  (let* ((vectors (cons vector1 more)) (n (%shortest vectors)))
    (let loop ((i 0))
      (and (< i n)
           (if (apply test (%elements i vectors)) i (loop (+ i 1)))))))

(define (vector-index-right test vector1 . more)
  (let* ((vectors (cons vector1 more)) (n (%shortest vectors)))
    (let loop ((i (- n 1)))
      (and (>= i 0)
           (if (apply test (%elements i vectors)) i (loop (- i 1)))))))

(define (vector-skip test vector1 . more)
  (apply vector-index (lambda args (not (apply test args))) vector1 more))

(define (vector-skip-right test vector1 . more)
  (apply vector-index-right (lambda args (not (apply test args))) vector1 more))

(define (vector-any test vector1 . more)
  (let* ((vectors (cons vector1 more)) (n (%shortest vectors)))
    (and (> n 0)
         (let loop ((i 0))
           (if (= i (- n 1))
               (apply test (%elements i vectors))
               (or (apply test (%elements i vectors)) (loop (+ i 1))))))))

(define (vector-every test vector1 . more)
  (let* ((vectors (cons vector1 more)) (n (%shortest vectors)))
    (or (= n 0)
        (let loop ((i 0))
          (if (= i (- n 1))
              (apply test (%elements i vectors))
              (and (apply test (%elements i vectors)) (loop (+ i 1))))))))

(define (vector-binary-search v value compare)
  (let loop ((low 0) (high (- (vector-length v) 1)))
    (and (<= low high)
         (let* ((middle (quotient (+ low high) 2))
                (order (compare (vector-ref v middle) value)))
           (cond
             ((= order 0) middle)
             ((< order 0) (loop (+ middle 1) high))
             (else (loop low (- middle 1))))))))

(define (vector-partition in? v)
  (let* ((n (vector-length v)) (inside (vector-count in? v)) (out (make-vector n 0)))
    (let loop ((i 0) (yes 0) (no inside))
      (if (= i n)
          (values out inside)
          (let ((x (vector-ref v i)))
            (if (in? x)
                (begin (vector-set! out yes x) (loop (+ i 1) (+ yes 1) no))
                (begin (vector-set! out no x) (loop (+ i 1) yes (+ no 1)))))))))

(define (vector-filter keep? v) (list->vector (filter keep? (vector->list v))))

(define (vector-argmin f v)
  (let loop ((i 1) (best 0))
    (cond
      ((>= i (vector-length v)) best)
      ((< (f (vector-ref v i)) (f (vector-ref v best))) (loop (+ i 1) i))
      (else (loop (+ i 1) best)))))

;;; SRFI 13: a criterion is a character or a predicate.

(define (%criterion who x)
  (cond
    ((char? x) (lambda (c) (char=? c x)))
    ((procedure? x) x)
    (else (%wrong-type who 2 "a character or a predicate" x))))

(define (%bounds who string range)
  (let* ((n (string-length string))
         (start (if (pair? range) (car range) 0))
         (end (if (and (pair? range) (pair? (cdr range))) (cadr range) n)))
    (if (and (exact-integer? start) (exact-integer? end) (<= 0 start end n))
        (values start end)
        (error (string-append (symbol->string who) ": no such range in a string of length " (number->string n) ":") start end))))

(define (string-index string criterion . range)
  (let ((wanted? (%criterion 'string-index criterion)))
    (call-with-values (lambda () (%bounds 'string-index string range))
      (lambda (start end)
        (let loop ((i start))
          (and (< i end)
               (if (wanted? (string-ref string i)) i (loop (+ i 1)))))))))

(define (string-index-right string criterion . range)
  (let ((wanted? (%criterion 'string-index-right criterion)))
    (call-with-values (lambda () (%bounds 'string-index-right string range))
      (lambda (start end)
        (let loop ((i (- end 1)))
          (and (>= i start)
               (if (wanted? (string-ref string i)) i (loop (- i 1)))))))))

(define (string-rindex string criterion . range) (apply string-index-right string criterion range))

(define (string-skip string criterion . range)
  (let ((wanted? (%criterion 'string-skip criterion)))
    (apply string-index string (lambda (c) (not (wanted? c))) range)))

(define (string-skip-right string criterion . range)
  (let ((wanted? (%criterion 'string-skip-right criterion)))
    (apply string-index-right string (lambda (c) (not (wanted? c))) range)))

(define (string-trim string . options)
  (let* ((drop? (if (pair? options) (%criterion 'string-trim (car options)) char-whitespace?))
         (range (if (pair? options) (cdr options) '()))
         (from (apply string-skip string drop? range)))
    (if from
        (substring string from (if (and (pair? range) (pair? (cdr range))) (cadr range) (string-length string)))
        "")))

(define (string-trim-left string . options) (apply string-trim string options))

(define (string-trim-right string . options)
  (let* ((drop? (if (pair? options) (%criterion 'string-trim-right (car options)) char-whitespace?))
         (range (if (pair? options) (cdr options) '()))
         (last (apply string-skip-right string drop? range)))
    (if last
        (substring string (if (pair? range) (car range) 0) (+ last 1))
        "")))

(define (string-trim-both string . options)
  (let* ((drop? (if (pair? options) (%criterion 'string-trim-both (car options)) char-whitespace?))
         (range (if (pair? options) (cdr options) '()))
         (from (apply string-skip string drop? range)))
    (if from
        (substring string from (+ 1 (apply string-skip-right string drop? range)))
        "")))

(define (string-count string criterion . range)
  (let ((wanted? (%criterion 'string-count criterion)))
    (call-with-values (lambda () (%bounds 'string-count string range))
      (lambda (start end)
        (let loop ((i start) (n 0))
          (if (< i end)
              (loop (+ i 1) (if (wanted? (string-ref string i)) (+ n 1) n))
              n))))))

(define (string-filter a b . range)
  (let ((string (if (string? a) a b)) (criterion (if (string? a) b a)))
    (list->string (filter (%criterion 'string-filter criterion) (apply string->list string range)))))

(define (string-delete a b . range)
  (let ((string (if (string? a) a b)) (criterion (if (string? a) b a)))
    (list->string (remove (%criterion 'string-delete criterion) (apply string->list string range)))))

(define (string-any criterion string . range)
  (any (%criterion 'string-any criterion) (apply string->list string range)))

(define (string-every criterion string . range)
  (every (%criterion 'string-every criterion) (apply string->list string range)))

(define (string-tabulate f n) (list->string (list-tabulate n f)))

(define (build-string n f) (list->string (list-tabulate n f)))

(define (string-unfold stop? mapper successor seed . options)
  (string-append (if (pair? options) (car options) "")
                 (list->string (unfold stop? mapper successor seed))))

(define (string-unfold-right stop? mapper successor seed . options)
  (string-append (list->string (unfold-right stop? mapper successor seed))
                 (if (pair? options) (car options) "")))

(define (string-fold f init string . range)
  (fold f init (apply string->list string range)))

(define (string-fold-right f init string . range)
  (fold-right f init (apply string->list string range)))

(define (string-map! f string . range)
  (call-with-values (lambda () (%bounds 'string-map! string range))
    (lambda (start end)
      (let loop ((i start))
        (if (< i end)
            (begin (string-set! string i (f (string-ref string i))) (loop (+ i 1)))
            (%unspecified))))))

(define (string-for-each-index f string . range)
  (call-with-values (lambda () (%bounds 'string-for-each-index string range))
    (lambda (start end)
      (let loop ((i start))
        (if (< i end) (begin (f i) (loop (+ i 1))) (%unspecified))))))

(define (string-concatenate-reverse strings) (string-concatenate (reverse strings)))

;;; Sorting: stable merge sort. Either order of arguments is taken, as systems differ.

(define (%merge a b less?)
  (let loop ((a a) (b b) (done '()))
    (cond
      ((null? a) (append-reverse done b))
      ((null? b) (append-reverse done a))
      ((less? (car b) (car a)) (loop a (cdr b) (cons (car b) done)))
      (else (loop (cdr a) b (cons (car a) done))))))

;;; Sorts a vector that nobody else sees, and gives it or another one back: runs of eight by insertion, then merged from one vector into
;;; another and back.
(define (%sort-vector v less?)
  (let ((n (vector-length v)))
    (if (%sort-known! v less?)
        v
        (begin
          (let runs ((low 0))
            (if (< low n)
                (begin
                  (%insertion-sort! v low (min n (+ low 8)) less?)
                  (runs (+ low 8)))))
          (let pass ((width 8) (from v) (to (if (> n 8) (make-vector n 0) v)))
            (if (>= width n)
                from
                (let merge-all ((low 0))
                  (if (< low n)
                      (begin
                        (%merge-runs! from to low (min n (+ low width)) (min n (+ low (* 2 width))) less?)
                        (merge-all (+ low (* 2 width))))
                      (pass (* 2 width) to from)))))))))

(define (%insertion-sort! v low high less?)
  (let next ((i (+ low 1)))
    (if (< i high)
        (let ((x (vector-ref v i)))
          (let sink ((j i))
            (if (and (> j low) (less? x (vector-ref v (- j 1))))
                (begin
                  (vector-set! v j (vector-ref v (- j 1)))
                  (sink (- j 1)))
                (begin
                  (vector-set! v j x)
                  (next (+ i 1)))))))))

(define (%merge-runs! from to low middle high less?)
  (let loop ((i low) (j middle) (k low))
    (cond
      ((= i middle) (vector-copy! to k from j high))
      ((= j high) (vector-copy! to k from i middle))
      ((less? (vector-ref from j) (vector-ref from i))
       (vector-set! to k (vector-ref from j))
       (loop i (+ j 1) (+ k 1)))
      (else
       (vector-set! to k (vector-ref from i))
       (loop (+ i 1) j (+ k 1))))))

(define (%sort-list list less?)
  (vector->list (%sort-vector (list->vector list) less?)))

(define (sort a b)
  (let ((sequence (if (procedure? a) b a)) (less? (if (procedure? a) a b)))
    (cond
      ((vector? sequence) (%sort-vector (vector-copy sequence) less?))
      ((or (pair? sequence) (null? sequence)) (%sort-list sequence less?))
      (else (%wrong-type 'sort (if (procedure? a) 2 1) "a list or a vector" sequence)))))

(define (stable-sort a b) (sort a b))

(define (list-sort a b) (sort a b))

(define (list-stable-sort a b) (sort a b))

(define (sort! a b)
  (let ((sequence (if (procedure? a) b a)) (less? (if (procedure? a) a b)))
    (if (vector? sequence)
        (begin (vector-copy! sequence 0 (sort sequence less?)) sequence)
        (sort sequence less?))))

(define (vector-sort a b) (sort a b))

(define (vector-stable-sort a b) (sort a b))

(define (vector-sort! v less? . range)
  (let* ((start (if (pair? range) (car range) 0))
         (end (if (and (pair? range) (pair? (cdr range))) (cadr range) (vector-length v))))
    (vector-copy! v start (%sort-vector (vector-copy v start end) less?))))

(define (vector-stable-sort! v less? . range) (apply vector-sort! v less? range))

(define (merge a b less?)
  (if (vector? a)
      (list->vector (%merge (vector->list a) (vector->list b) less?))
      (%merge a b less?)))

(define (list-merge less? a b) (%merge a b less?))

(define (sorted? a b)
  (let ((sequence (if (procedure? a) b a)) (less? (if (procedure? a) a b)))
    (let ((list (if (vector? sequence) (vector->list sequence) sequence)))
      (or (null? list)
          (let loop ((x (car list)) (l (cdr list)))
            (or (null? l)
                (and (not (less? (car l) x)) (loop (car l) (cdr l)))))))))

(define (list-sorted? less? list) (sorted? less? list))

(define (vector-sorted? less? v) (sorted? less? v))
