; Tensors
(define a (tensor '((1 2) (3 4))))
a => #<tensor f32 (2 2) ((1.0 2.0) (3.0 4.0))>
(tensor #(1 2.5) dtype: 'f64) => #<tensor f64 (2) (1.0 2.5)>
(tensor '(1 2) dtype: 'i32) => #<tensor i32 (2) (1 2)>
(tensor 5) => #<tensor f32 5.0>
(tensor '(#t #f) dtype: 'bool) => #<tensor bool (2) (#t #f)>
(tensor '(0.1 1e10)) => #<tensor f32 (2) (0.1 1.0e10)>
(zeros 2 3) => #<tensor f32 (2 3) ((0.0 0.0 0.0) (0.0 0.0 0.0))>
(ones '(2) dtype: 'f16) => #<tensor f16 (2) (1.0 1.0)>
(full '(2 2) 7) => #<tensor f32 (2 2) ((7.0 7.0) (7.0 7.0))>
(eye 2) => #<tensor f32 (2 2) ((1.0 0.0) (0.0 1.0))>
(arange 4) => #<tensor f32 (4) (0.0 1.0 2.0 3.0)>
(arange 1 10 3) => #<tensor f32 (3) (1.0 4.0 7.0)>
(linspace 0 1 3) => #<tensor f32 (3) (0.0 0.5 1.0)>
(arange 20) => #<tensor f32 (20) (0.0 1.0 2.0 … 17.0 18.0 19.0)>
(equal? (tensor->list (randn 3 seed: 1)) (tensor->list (randn 3 seed: 1))) => #t
(one-hot '(0 2) 3) => #<tensor f32 (2 3) ((1.0 0.0 0.0) (0.0 0.0 1.0))>
; arithmetic is that of numbers, of each element
(+ a 1) => #<tensor f32 (2 2) ((2.0 3.0) (4.0 5.0))>
(* 2 a a) => #<tensor f32 (2 2) ((2.0 8.0) (18.0 32.0))>
(- a) => #<tensor f32 (2 2) ((-1.0 -2.0) (-3.0 -4.0))>
(/ a 2) => #<tensor f32 (2 2) ((0.5 1.0) (1.5 2.0))>
(+ a (tensor '(10 20))) => #<tensor f32 (2 2) ((11.0 22.0) (13.0 24.0))>
(+ a (tensor '((10) (20)))) => #<tensor f32 (2 2) ((11.0 12.0) (23.0 24.0))>
(expt a 2) => #<tensor f32 (2 2) ((1.0 4.0) (9.0 16.0))>
(sqrt (* a a)) => #<tensor f32 (2 2) ((1.0 2.0) (3.0 4.0))>
(abs (- a 2.5)) => #<tensor f32 (2 2) ((1.5 0.5) (0.5 1.5))>
(* (tensor '(1 2) dtype: 'i32) 3) => #<tensor i32 (2) (3 6)>
(* (tensor '(1 2) dtype: 'i32) 1.5) => #<tensor f32 (2) (1.5 3.0)>
(/ (tensor '(1 2) dtype: 'i32) 2) => #<tensor f32 (2) (0.5 1.0)>
(maximum a 2.5) => #<tensor f32 (2 2) ((2.5 2.5) (3.0 4.0))>
(minimum '(1 5) '(3 2)) => #<tensor f32 (2) (1.0 2.0)>
(clip a 2 3) => #<tensor f32 (2 2) ((2.0 2.0) (3.0 3.0))>
(where (tensor> a 2) 1 0) => #<tensor f32 (2 2) ((0.0 0.0) (1.0 1.0))>
(where (tensor> a 2) a 0) => #<tensor f32 (2 2) ((0.0 0.0) (3.0 4.0))>
(relu (- a 2)) => #<tensor f32 (2 2) ((0.0 0.0) (1.0 2.0))>
(map relu '(-1 2)) => (0.0 2.0)
(sigmoid 0) => 0.5
(softmax '(0 0)) => #<tensor f32 (2) (0.5 0.5)>
(softmax (tensor '((0 5) (0 5))) 0) => #<tensor f32 (2 2) ((0.5 0.5) (0.5 0.5))>
; reductions
(sum a) => #<tensor f32 10.0>
(item (sum a)) => 10.0
(sum a 0) => #<tensor f32 (2) (4.0 6.0)>
(sum a axis: 1) => #<tensor f32 (2) (3.0 7.0)>
(mean a axis: 1 keep: #t) => #<tensor f32 (2 1) ((1.5) (3.5))>
(mean (tensor '(1 2) dtype: 'i32)) => #<tensor f32 1.5>
(product a) => #<tensor f32 24.0>
(tensor-max a) => #<tensor f32 4.0>
(variance '(1 2 3)) => #<tensor f32 0.6666667>
(norm '(3 4)) => #<tensor f32 5.0>
(argmax a) => #<tensor i32 (2) (1 1)>
(cumsum a 0) => #<tensor f32 (2 2) ((1.0 2.0) (4.0 6.0))>
(tensor-sort '(3 1 2)) => #<tensor f32 (3) (1.0 2.0 3.0)>
; products
(matmul a (transpose a)) => #<tensor f32 (2 2) ((5.0 11.0) (11.0 25.0))>
(matmul a '(1 1)) => #<tensor f32 (2) (3.0 7.0)>
(matmul '(1 1) a) => #<tensor f32 (2) (4.0 6.0)>
(matmul '(1 2) '(3 4)) => #<tensor f32 11.0>
(dot '(1 2) '(3 4)) => #<tensor f32 11.0>
(outer '(1 2) '(3 4)) => #<tensor f32 (2 2) ((3.0 4.0) (6.0 8.0))>
(einsum "ij,jk->ki" a a) => #<tensor f32 (2 2) ((7.0 15.0) (10.0 22.0))>
(det (tensor '((2 0) (1 3)))) => #<tensor f32 6.0>
(solve (tensor '((2 0) (0 4))) '(2 2)) => #<tensor f32 (2) (1.0 0.5)>
; shapes and parts
(reshape a 4) => #<tensor f32 (4) (1.0 2.0 3.0 4.0)>
(reshape a '(1 -1)) => #<tensor f32 (1 4) ((1.0 2.0 3.0 4.0))>
(transpose a) => #<tensor f32 (2 2) ((1.0 3.0) (2.0 4.0))>
(slice (arange 5) 1 3) => #<tensor f32 (2) (1.0 2.0)>
(slice a 0 1 axis: 1) => #<tensor f32 (2 1) ((1.0) (3.0))>
(concat a a axis: 1) => #<tensor f32 (2 4) ((1.0 2.0 1.0 2.0) (3.0 4.0 3.0 4.0))>
(stack '(1 2) '(3 4)) => #<tensor f32 (2 2) ((1.0 2.0) (3.0 4.0))>
(stack (list a a) axis: 0) => #<tensor f32 (2 2 2) (((1.0 2.0) (3.0 4.0)) ((1.0 2.0) (3.0 4.0)))>
(gather a '(1 0 1)) => #<tensor f32 (3 2) ((3.0 4.0) (1.0 2.0) (3.0 4.0))>
(pad '(1 2) 1 2) => #<tensor f32 (5) (0.0 1.0 2.0 0.0 0.0)>
(tensor-ref a 0 1) => 2.0
(tensor-ref a 1) => #<tensor f32 (2) (3.0 4.0)>
(tensor-ref a -1 -1) => 4.0
(tensor-set a 0 1 9) => #<tensor f32 (2 2) ((1.0 9.0) (3.0 4.0))>
(tensor->list a) => ((1.0 2.0) (3.0 4.0))
(tensor->vector a) => #(#(1.0 2.0) #(3.0 4.0))
(tensor-shape (zeros 2 0 3)) => (2 0 3)
(tensor-dtype (cast a 'bf16)) => bf16
(cast a 'i32) => #<tensor i32 (2 2) ((1 2) (3 4))>
(tensor-rank a) => 2
(tensor-size a) => 4
(list (tensor? a) (tensor? 1) (number? a) (real? a)) => (#t #f #f #f)
(if (< (sum a) 11) 'less 'more) => less
; derivatives
(gradient (lambda (w) (sum (* w w))) a) => #<tensor f32 (2 2) ((2.0 4.0) (6.0 8.0))>
((gradient (lambda (w) (sum (* w w)))) a) => #<tensor f32 (2 2) ((2.0 4.0) (6.0 8.0))>
(gradient (lambda (w b) (sum (+ (matmul w w) b))) a (tensor '(0 0))) => #(#<tensor f32 (2 2) ((7.0 11.0) (9.0 13.0))> #<tensor f32 (2) (2.0 2.0)>)
(gradient (lambda (p) (sum (* (car p) (cadr p)))) (list a 2.0)) => (#<tensor f32 (2 2) ((2.0 2.0) (2.0 2.0))> 10.0)
(define-record-type layer (make-layer w b) layer? (w layer-w) (b layer-b))
(gradient (lambda (l) (sum (+ (matmul '(1 1) (layer-w l)) (layer-b l)))) (make-layer a (tensor '(0 0)))) => #<layer w: #<tensor f32 (2 2) ((1.0 1.0) (1.0 1.0))> b: #<tensor f32 (2) (1.0 1.0)>>
(gradient (lambda (w) 3) a) => #<tensor f32 (2 2) ((0.0 0.0) (0.0 0.0))>
(call-with-values (lambda () (value-and-gradient (lambda (w) (sum (* w w))) '(1 2))) list) => error: *: argument 1 must be a number, found (1 2)
(call-with-values (lambda () (value-and-gradient (lambda (w) (sum (* w w))) (tensor '(1 2)))) list) => (#<tensor f32 5.0> #<tensor f32 (2) (2.0 4.0)>)
(jacobian (lambda (v) (* v v)) (tensor '(1 2 3))) => #<tensor f32 (3 3) ((2.0 0.0 0.0) (0.0 4.0 0.0) (0.0 0.0 6.0))>
(hessian (lambda (v) (sum (* v v v))) (tensor '(1 2 3))) => #<tensor f32 (3 3) ((6.0 0.0 0.0) (0.0 12.0 0.0) (0.0 0.0 18.0))>
(hvp (lambda (v) (sum (* v v v))) (tensor '(1 2 3)) (tensor '(1 0 0))) => #<tensor f32 (3) (6.0 0.0 0.0)>
(laplacian (lambda (v) (sum (* v v v))) (tensor '(1 2 3))) => #<tensor f32 36.0>
(divergence (lambda (v) (* v v)) (tensor '(1 2 3))) => #<tensor f32 12.0>
(directional-derivative (lambda (v) (sum (* v v))) (tensor '(1 2)) (tensor '(1 1))) => #<tensor f32 6.0>
(call-with-values (lambda () (jvp (lambda (v) (* v v)) (tensor '(1 2)) (tensor '(1 1)))) list) => (#<tensor f32 (2) (1.0 4.0)> #<tensor f32 (2) (2.0 4.0)>)
(call-with-values (lambda () (vjp (lambda (v) (* v v)) (tensor '(1 2)))) (lambda (y pull) (pull (tensor '(1 10))))) => #<tensor f32 (2) (2.0 40.0)>
(derivative (lambda (t) (sum (* t a))) 2.0) => #<tensor f32 10.0>
(derivative (lambda (t) (* t a)) 2.0) => #<tensor f32 (2 2) ((1.0 2.0) (3.0 4.0))>
(gradient (lambda (t) (sum (* t t a))) 2.0) => 40.0
(derivative-n (lambda (t) (sum (expt (* t a) 3))) 2.0 2) => #<tensor f32 1200.0>
(taylor (lambda (t) (* t t a)) 1.0 2) => (#<tensor f32 (2 2) ((1.0 2.0) (3.0 4.0))> #<tensor f32 (2 2) ((2.0 4.0) (6.0 8.0))> #<tensor f32 (2 2) ((1.0 2.0) (3.0 4.0))>)
; nested, in all pairs of modes
(derivative (lambda (t) (gradient (lambda (w) (sum (* t w w))) a)) 2.0) => #<tensor f32 (2 2) ((2.0 4.0) (6.0 8.0))>
(gradient (lambda (w) (sum (gradient (lambda (v) (sum (* v v v))) w))) a) => #<tensor f32 (2 2) ((6.0 12.0) (18.0 24.0))>
(gradient (lambda (w) (derivative (lambda (t) (sum (* t t w w))) 3.0)) a) => #<tensor f32 (2 2) ((12.0 24.0) (36.0 48.0))>
(derivative (lambda (t) (derivative (lambda (u) (sum (* t u u a))) 1.0)) 1.0) => #<tensor f32 20.0>
(derivative (lambda (x) (* x (derivative (lambda (y) (sum (* x y a))) 2))) 3) => #<tensor f32 60.0>
(gradient (lambda (w) (tensor-ref (jacobian (lambda (v) (* w v v)) (tensor '(1 2))) 1 1)) (tensor '(1 1))) => #<tensor f32 (2) (0.0 4.0)>
(jacobian (lambda (w) (gradient (lambda (v) (sum (* w v v))) (tensor '(1 2)))) (tensor '(1 1))) => #<tensor f32 (2 2) ((2.0 0.0) (0.0 4.0))>
; control flow looks at values, indices and lists of numbers take part
(gradient (lambda (w) (if (> (sum w) 5) (sum (* 2 w)) (sum w))) a) => #<tensor f32 (2 2) ((2.0 2.0) (2.0 2.0))>
(gradient (lambda (w) (* (tensor-ref w 0 0) (tensor-ref w 1 1))) a) => #<tensor f32 (2 2) ((4.0 0.0) (0.0 1.0))>
(gradient (lambda (w) (apply * (tensor->list w))) (tensor '(2 3 4))) => #<tensor f32 (3) (12.0 8.0 6.0)>
(gradient (lambda (x y) (sum (matmul a (tensor (list (list x y) (list y x)))))) 1.0 2.0) => #(10.0 10.0)
(gradient (lambda (x) (let loop ((i 0) (h x)) (if (= i 3) (sum h) (loop (+ i 1) (* h x))))) (tensor '(1 2))) => #<tensor f32 (2) (4.0 32.0)>
(gradient (lambda (x) (let ((s 0)) (for-each (lambda (k) (set! s (+ s (* k x)))) '(1 2 3)) (sum s))) (tensor '(1 2))) => #<tensor f32 (2) (6.0 6.0)>
(gradient (lambda (x) (sum (* x (stop-gradient x)))) (tensor '(1 2))) => #<tensor f32 (2) (1.0 2.0)>
(gradient (lambda (x) (sum ((custom-vjp (lambda (v) (* v v)) (lambda (g y v) (* 100 g))) x))) (tensor '(1 2))) => #<tensor f32 (2) (100.0 100.0)>
(gradient (lambda (x) (sum ((checkpoint (lambda (v) (* v v v))) x))) (tensor '(1 2))) => #<tensor f32 (2) (3.0 12.0)>
; compiled
(define f (jit (lambda (x y) (sum (* x y)))))
(list (f a a) (f (+ a 1) a) (f (tensor '(1 2)) (tensor '(1 2)))) => (#<tensor f32 30.0> #<tensor f32 40.0> #<tensor f32 5.0>)
(define step (jit (lambda (w x rate) (- w (* rate (gradient (lambda (w) (mean (expt (- (matmul x w) 1) 2))) w))))))
(step (tensor '(0 0)) a 0.1) => #<tensor f32 (2) (0.4 0.6)>
(step (tensor '(0 0)) a 0.2) => #<tensor f32 (2) (0.8 1.2)>
(gradient (lambda (x) (f x x)) (tensor '(1 2))) => #<tensor f32 (2) (2.0 4.0)>
((jit (lambda (p k) (list (* k (car p)) k))) (list a 'name) 2) => (#<tensor f32 (2 2) ((2.0 4.0) (6.0 8.0))> 2)
((jit (lambda (x) (if (> (sum x) 0) x (- x)))) a) => error: the value of a tensor is not known while the function it is in is written down to be compiled or mapped; choose with (where condition a b) instead of if, and look at values outside: #<tensor f32, not computed yet>
; errors
(matmul a (tensor '(1 2 3))) => error: matmul: inner sizes differ: f32[2,2] x f32[3,1] (2 vs 3)
(+ a (tensor '(1 2 3))) => error: +: the shapes do not fit together: f32[2,2] and f32[3]; aligned at the last axis, sizes must be equal or 1
(gradient (lambda (w) (* w w)) a) => error: gradient: the function must give one real number, it gave a tensor f32 of shape (2 2); take its sum or mean, or use jacobian
(tensor '((1 2) (3))) => error: tensor: the rows must be equally long; the first has 2 entries, another is (3)
(tensor '(1 "x")) => error: tensor: the elements must be real numbers, nested evenly; found "x"
(reshape a 3) => error: reshape: the elements do not fill [3] exactly: f32[2,2]
(max a 1) => error: one number is needed here, and this tensor has the shape (2 2); take its sum or mean, an element by (tensor-ref t i …), or the greater of two by (maximum a b)
(sum a axes: 1) => error: sum: there is no keyword argument axes:; it takes axis:, keep:
(zeros 2 dtype: 'f31) => error: zeros: unknown dtype 'f31'; the dtypes are f32, f64, f16, bf16, i8, u8, i32, u32, i64, bool
(tensor-ref a 2 0) => error: tensor-ref: index 2 of axis 0 is outside; the shape is (2 2)
(tensor-shape 5) => error: tensor-shape: argument 1 must be a tensor, found 5
