; Many trees are made and dropped while a large one stays: allocation and collection.
(define (make-tree depth)
  (if (= depth 0)
      (vector '() '())
      (vector (make-tree (- depth 1)) (make-tree (- depth 1)))))

(define (nodes tree)
  (if (null? (vector-ref tree 0))
      1
      (+ 1 (nodes (vector-ref tree 0)) (nodes (vector-ref tree 1)))))

(define long-lived (make-tree 18))

(define (churn depth count)
  (let loop ((i 0) (total 0))
    (if (= i count)
        total
        (loop (+ i 1) (+ total (nodes (make-tree depth)))))))

(define total
  (let loop ((depth 4) (total 0))
    (if (> depth 18)
        total
        (loop (+ depth 2) (+ total (churn depth (quotient 4194304 (expt 2 (+ depth 1)))))))))

(display (list total (nodes long-lived)))
(newline)
