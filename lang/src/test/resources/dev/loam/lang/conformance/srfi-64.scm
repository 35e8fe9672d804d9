; SRFI 64, seen through its counts and what it prints
(import (srfi 64))
(define (printed thunk) (let ((p (open-output-string))) (parameterize ((current-output-port p)) (thunk)) (get-output-string p)))
(define (counts . tests) (let ((r (test-runner-null))) (test-with-runner r (for-each (lambda (t) (t)) tests)) (list (test-runner-pass-count r) (test-runner-fail-count r) (test-runner-xpass-count r) (test-runner-xfail-count r) (test-runner-skip-count r))))
(counts (lambda () (test-equal 3 (+ 1 2)))) => (1 0 0 0 0)
(counts (lambda () (test-equal "sum" 4 (+ 1 2)))) => (0 1 0 0 0)
(counts (lambda () (test-assert #t) (test-assert "no" #f))) => (1 1 0 0 0)
(counts (lambda () (test-eq 'a 'a) (test-eqv 1.0 1) (test-approximate 1.0 1.01 0.1))) => (2 1 0 0 0)
(counts (lambda () (test-error (car 5)) (test-error "fine" #t (car '(1))))) => (1 1 0 0 0)
(counts (lambda () (test-error string? (raise 'x)))) => (0 1 0 0 0)
(counts (lambda () (test-error symbol? (raise 'x)))) => (1 0 0 0 0)
(counts (lambda () (test-equal "error inside" 1 (car 5)))) => (0 1 0 0 0)
(counts (lambda () (test-skip "a") (test-equal "a" 1 2) (test-equal "b" 1 1))) => (1 0 0 0 1)
(counts (lambda () (test-skip 1) (test-equal 1 2) (test-equal 1 1))) => (1 0 0 0 1)
(counts (lambda () (test-expect-fail "a") (test-equal "a" 1 2) (test-equal "b" 1 1))) => (1 0 0 1 0)
(counts (lambda () (test-expect-fail 1) (test-equal 1 1))) => (0 0 1 0 0)
(printed (lambda () (test-begin "numbers") (test-equal "two" 2 (+ 1 1)) (test-equal "three" 3 (+ 1 1)) (test-end "numbers"))) => "FAIL numbers: three\n    expected 3\n    found    2\n# of expected passes      1\n# of unexpected failures  1\n"
(printed (lambda () (test-group "outer" (test-group "inner" (test-assert (= 1 2)))))) => "FAIL outer: inner: (= 1 2)\n    found    #f\n# of unexpected failures  1\n"
(printed (lambda () (test-begin "x") (test-equal "e" 1 (error "bad:" 5)) (test-end))) => "FAIL x: e\n    raised   (\"bad:\" 5)\n# of unexpected failures  1\n"
(let ((r (test-runner-null))) (test-with-runner r (test-group "g" (test-assert #t) (list (test-runner-group-path r) (test-result-kind r) (test-passed? r))))) => (("g") pass #t)
(test-end) => error: there is no test runner: a test stands outside test-begin
(test-read-eval-string "(+ 1 2)") => 3
