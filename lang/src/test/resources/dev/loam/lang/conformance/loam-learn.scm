; The learning library, on little networks
(define net (sequential (linear 2 8) (relu) (linear 8 2)))
net => #<model (sequential (linear 2 8) (relu) (linear 8 2))>
(model-size net) => 42
(map car (model-parameters net)) => ("0.weight" "2.weight" "0.bias" "2.bias")
(tensor-shape (net '((1 2) (3 4) (5 6)))) => (3 2)
(equal? (tensor->list (net '((1 2)))) (tensor->list (net '((1 2))))) => #t
; losses are procedures
(cross-entropy '((0 0)) '(1)) => #<tensor f32 0.6931472>
(mse '(1 2) '(1 4)) => #<tensor f32 2.0>
(mae '(1 2) '(1 4)) => #<tensor f32 1.0>
(gradient (lambda (p) (mse p '(0 0))) (tensor '(1 2))) => #<tensor f32 (2) (1.0 2.0)>
; optimisers
(adam) => #<optimizer adam 0.001>
(adam 0.01 beta1: 0.8) => #<optimizer adam 0.01>
(sgd (model-parameters net) 0.1) => #<optimizer sgd 0.1>
(adam rat: 1) => error: adam: there is no keyword argument rat:; it takes beta1:, beta2:, epsilon:, weight-decay:, rate:
; exclusive or
(define inputs '((0 0) (0 1) (1 0) (1 1)))
(define xor (data-loader inputs '(0 1 1 0) batch: 4))
(loader-size xor) => 4
(define (accuracy model loader) (cdr (assq 'accuracy (evaluate model loader cross-entropy))))
(define history (train net xor cross-entropy (adam 0.05) epochs: 200 quiet: #t))
(length history) => 200
(< (list-ref history 199) 0.05) => #t
(accuracy net xor) => 1.0
(tensor->list (argmax (net inputs))) => (0 1 1 0)
; any procedure is a loss, and bare optimisers and losses are arguments too
(define (fresh) (sequential (linear 2 8) tanh (linear 8 2)))
(define other (fresh))
(< (list-ref (train other xor (lambda (pred target) (cross-entropy pred target)) (rmsprop 0.02) epochs: 150 quiet: #t) 149) 0.1) => #t
(length (train (fresh) xor cross-entropy adam epochs: 2 quiet: #t)) => 2
(map (lambda (optimizer) (length (train (fresh) xor cross-entropy optimizer epochs: 1 quiet: #t))) (list sgd momentum rmsprop adagrad adam adamw lion muon schedule-free)) => (1 1 1 1 1 1 1 1 1)
; regression with a loss of one's own, a schedule, clipping, validation, a callback that ends it
(define line (data-loader '((0) (1) (2) (3)) '((1.0) (3.0) (5.0) (7.0)) batch: 4))
(define fit (linear 1 1))
(define seen '())
(define losses (train fit line mse (sgd 0.05) epochs: 300 quiet: #t schedule: (cosine-schedule 0.1 0.01) clip: 10 validation: line callback: (lambda (epoch scores) (set! seen scores) (if (< (cdr (assq 'loss scores)) 1e-4) 'stop))))
(< (length losses) 300) => #t
(map (lambda (row) (round (car row))) (tensor->list (fit '((10) (20))))) => (21.0 41.0)
(map car seen) => (loss)
; a lambda among the layers, residual parts, norms, recurrent layers, attention
(tensor-shape ((sequential (lambda (x) (* 2 x)) (residual (linear 3 3) (relu)) (layer-norm 3) (dropout 0.1)) '((1 2 3)))) => (1 3)
(tensor-shape ((sequential (embedding 10 4) (lstm 4 5) (lambda (h) (mean h axis: 1)) (linear 5 2)) (tensor '((1 2 3)) dtype: 'i32))) => (1 2)
(tensor-shape ((sequential (embedding 10 4) (positions 8 4) (transformer-block 4 2) (attention 4 2 causal: #f)) '((1 2 3)))) => (1 3 4)
(tensor-shape ((sequential (conv2d 1 3 3 1 1) (batch-norm 3) (relu) (max-pool2d 2 2) (flatten) (linear 12 2)) (zeros 1 4 4 1))) => (1 2)
(tensor-shape ((gru 3 4 layers: 2) (zeros 2 5 3))) => (2 5 4)
; saved and read again
(define file "target/net.safetensors")
(save net file)
(define copy (sequential (linear 2 8) (relu) (linear 8 2)))
(load copy file) => #<model (sequential (linear 2 8) (relu) (linear 8 2))>
(equal? (tensor->list (copy inputs)) (tensor->list (net inputs))) => #t
; and goes on to the same bits
(equal? (train net xor cross-entropy (adam 0.05) epochs: 5 quiet: #t) (train copy xor cross-entropy (adam 0.05) epochs: 5 quiet: #t)) => #t
(equal? (tensor->list (copy inputs)) (tensor->list (net inputs))) => #t
(load (linear 2 8) file) => error: load: target/net.safetensors is of another model: (linear 2 8) has 'weight' [2,8], the file has no such value
; mistakes
((linear 3 2) '((1 2))) => error: the layer (linear 3 2), made at loam-learn.scm:1:2, expects 3 values, was given 2 per example: (batch 2)
(train net xor 5 adam) => error: train: the loss must be a procedure of prediction and target, such as cross-entropy or (lambda (pred target) …), found 5
(train net xor mse 5) => error: train: an optimizer is wanted, such as adam or (adam 0.001), found 5
(train net '(1 2) mse adam) => error: train: a data loader is wanted, such as mnist-train-loader or (data-loader inputs targets), found (1 2)
(train net xor mse adam epoch: 5) => error: train: there is no keyword argument epoch:; it takes epochs:, steps:, validation:, callback:, schedule:, clip:, seed:, quiet:
(data-loader '(1 2 3) '(1 2)) => error: data-loader: inputs and targets must be equally many, found 3 and 2
(attention 10 3) => error: attention: 10 channels can not be divided among 3 heads; take a number of heads that divides them
