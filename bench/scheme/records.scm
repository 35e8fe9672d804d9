; A balanced search tree of records (left-leaning, rebuilt on insertion).
(define-record-type node
  (make-node key left right size)
  node?
  (key node-key)
  (left node-left)
  (right node-right)
  (size node-size))

(define (size t) (if t (node-size t) 0))

(define (make key left right) (make-node key left right (+ 1 (size left) (size right))))

(define (balance key left right)
  (let ((l (size left)) (r (size right)))
    (cond
      ((< (+ l r) 2) (make key left right))
      ((> r (* 3 l))
       (if (< (size (node-left right)) (* 2 (size (node-right right))))
           (make (node-key right) (make key left (node-left right)) (node-right right))
           (let ((middle (node-left right)))
             (make (node-key middle)
                   (make key left (node-left middle))
                   (make (node-key right) (node-right middle) (node-right right))))))
      ((> l (* 3 r))
       (if (< (size (node-right left)) (* 2 (size (node-left left))))
           (make (node-key left) (node-left left) (make key (node-right left) right))
           (let ((middle (node-right left)))
             (make (node-key middle)
                   (make (node-key left) (node-left left) (node-left middle))
                   (make key (node-right middle) right)))))
      (else (make key left right)))))

(define (insert t key)
  (cond
    ((not t) (make key #f #f))
    ((< key (node-key t)) (balance (node-key t) (insert (node-left t) key) (node-right t)))
    ((> key (node-key t)) (balance (node-key t) (node-left t) (insert (node-right t) key)))
    (else t)))

(define (depth t) (if t (+ 1 (max (depth (node-left t)) (depth (node-right t)))) 0))

(define (run n)
  (let loop ((i 0) (x 42) (t #f))
    (if (= i n)
        (list (size t) (< (depth t) 30))
        (let ((x (modulo (+ (* x 1103515245) 12345) 2147483648)))
          (loop (+ i 1) x (insert t x))))))

(define (repeat k)
  (let ((result (run 100000)))
    (if (= k 1) result (repeat (- k 1)))))

(display (repeat 4))
(newline)
