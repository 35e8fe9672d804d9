; Symbolic derivatives of list expressions: symbols, pairs, map.
(define (deriv a)
  (cond
    ((not (pair? a)) (if (eq? a 'x) 1 0))
    ((eq? (car a) '+) (cons '+ (map deriv (cdr a))))
    ((eq? (car a) '-) (cons '- (map deriv (cdr a))))
    ((eq? (car a) '*)
     (list '* a (cons '+ (map (lambda (f) (list '/ (deriv f) f)) (cdr a)))))
    ((eq? (car a) '/)
     (list '- (list '/ (deriv (cadr a)) (caddr a))
           (list '/ (cadr a) (list '* (caddr a) (caddr a) (deriv (caddr a))))))
    (else (error "no derivative of" (car a)))))

(define (repeat n)
  (let ((result (deriv '(+ (* 3 x x) (* a x x) (* b x) 5))))
    (if (= n 1) result (repeat (- n 1)))))

(write (repeat 5000000))
(newline)
