;;; SRFI 64: tests. A failed test says its name, what was expected and what came; the end of the outermost group says how many
;;; passed and failed. Skipping and expected failures go by name, by number of tests, or by a predicate of the runner.
(define-library (srfi 64)
  (export test-begin test-end test-group test-group-with-cleanup test-assert test-eqv test-eq test-equal test-approximate
          test-error test-skip test-expect-fail test-match-name test-match-nth test-match-any test-match-all
          test-runner-current test-runner-get test-runner-create test-runner-simple test-runner-null test-runner? test-runner-reset
          test-runner-pass-count test-runner-fail-count test-runner-xpass-count test-runner-xfail-count test-runner-skip-count
          test-runner-group-path test-runner-test-name test-with-runner test-apply test-read-eval-string test-passed?
          test-result-kind test-on-final-simple)
  (import (scheme base) (scheme write) (scheme read) (scheme eval) (scheme repl) (srfi 1))
  (begin
    (define-record-type test-runner
      (make-runner quiet pass fail xpass xfail skip groups name kind skips expected-failures)
      test-runner?
      (quiet runner-quiet)
      (pass test-runner-pass-count set-pass!)
      (fail test-runner-fail-count set-fail!)
      (xpass test-runner-xpass-count set-xpass!)
      (xfail test-runner-xfail-count set-xfail!)
      (skip test-runner-skip-count set-skip!)
      (groups groups set-groups!)
      (name test-runner-test-name set-name!)
      (kind kind set-kind!)
      (skips skips set-skips!)
      (expected-failures expected-failures set-expected-failures!))

    (define (test-runner-simple) (make-runner #f 0 0 0 0 0 '() "" #f '() '()))

    (define (test-runner-null) (make-runner #t 0 0 0 0 0 '() "" #f '() '()))

    (define (test-runner-create) (test-runner-simple))

    (define test-runner-current (make-parameter #f))

    (define (test-runner-get)
      (or (test-runner-current) (error "there is no test runner: a test stands outside test-begin")))

    (define (test-runner-reset runner)
      (set-pass! runner 0)
      (set-fail! runner 0)
      (set-xpass! runner 0)
      (set-xfail! runner 0)
      (set-skip! runner 0))

    (define (test-runner-group-path runner) (reverse (groups runner)))

    (define (test-result-kind . runner) (kind (if (pair? runner) (car runner) (test-runner-get))))

    (define (test-passed? . runner) (and (memq (apply test-result-kind runner) '(pass xpass)) #t))

    (define (test-begin name . count)
      (if (not (test-runner-current)) (test-runner-current (test-runner-create)))
      (let ((runner (test-runner-current)))
        (set-groups! runner (cons name (groups runner)))))

    (define (test-end . name)
      (let* ((runner (test-runner-get)) (open (groups runner)))
        (cond
          ((null? open) (error "test-end without test-begin"))
          ((and (pair? name) (not (equal? (car name) (car open))))
           (error "test-end names another group than the one that is open:" (car name) (car open))))
        (set-groups! runner (cdr open))
        (if (null? (cdr open))
            (begin
              (test-on-final-simple runner)
              (test-runner-current #f)))))

    (define (test-on-final-simple runner)
      (define (line text count)
        (if (> count 0)
            (begin (display "# of ") (display text) (display count) (newline))))
      (if (not (runner-quiet runner))
          (begin
            (line "expected passes      " (test-runner-pass-count runner))
            (line "unexpected passes    " (test-runner-xpass-count runner))
            (line "expected failures    " (test-runner-xfail-count runner))
            (line "unexpected failures  " (test-runner-fail-count runner))
            (line "skipped tests        " (test-runner-skip-count runner)))))

    (define-syntax test-group
      (syntax-rules ()
        ((_ name form ...)
         (let ((group name))
           (if (not (test-runner-current)) (test-runner-current (test-runner-create)))
           (if (not (wanted? skips set-skips! group))
               (dynamic-wind
                 (lambda () (test-begin group))
                 (lambda () form ...)
                 (lambda () (test-end group))))))))

    (define-syntax test-group-with-cleanup
      (syntax-rules ()
        ((_ name form ... cleanup)
         (test-group name (dynamic-wind (lambda () #f) (lambda () form ...) (lambda () cleanup))))))

    ;; Specifiers: a name, a number of tests from now on, or a predicate.
    (define (test-match-name name) (lambda (runner) (equal? name (test-runner-test-name runner))))

    (define (test-match-nth n . count)
      (let ((seen 0) (last (+ n (if (pair? count) (car count) 1) -1)))
        (lambda (runner)
          (set! seen (+ seen 1))
          (<= n seen last))))

    (define (specifier x)
      (cond
        ((procedure? x) x)
        ((string? x) (test-match-name x))
        ((exact-integer? x) (test-match-nth 1 x))
        (else (error "a test specifier is a name, a count or a predicate, found" x))))

    (define (test-match-any . xs)
      (let ((all (map specifier xs)))
        (lambda (runner) (fold (lambda (s found) (or (s runner) found)) #f all))))

    (define (test-match-all . xs)
      (let ((all (map specifier xs)))
        (lambda (runner) (fold (lambda (s found) (and (s runner) found)) #t all))))

    (define (test-skip . xs)
      (let ((runner (test-runner-get)))
        (set-skips! runner (cons (apply test-match-all xs) (skips runner)))))

    (define (test-expect-fail . xs)
      (let ((runner (test-runner-get)))
        (set-expected-failures! runner (cons (apply test-match-all xs) (expected-failures runner)))))

    (define (wanted? list-of set-list! name)
      (let ((runner (test-runner-get)))
        (set-name! runner name)
        (fold (lambda (s found) (or (s runner) found)) #f (list-of runner))))

    (define (report runner name . parts)
      (if (not (runner-quiet runner))
          (begin
            (display "FAIL ")
            (for-each (lambda (group) (display group) (display ": ")) (reverse (groups runner)))
            (display name)
            (newline)
            (let loop ((parts parts))
              (if (pair? parts)
                  (begin
                    (display (car parts))
                    (write (cadr parts))
                    (newline)
                    (loop (cddr parts))))))))

    ;; Runs one test: thunk gives (ok? . parts of a report).
    (define (run-test name thunk)
      (if (not (test-runner-current)) (test-runner-current (test-runner-create)))
      (let ((runner (test-runner-get)))
        (if (wanted? skips set-skips! name)
            (begin (set-kind! runner 'skip) (set-skip! runner (+ 1 (test-runner-skip-count runner))))
            (let* ((expected-to-fail (wanted? expected-failures set-expected-failures! name))
                   (result (guard (e (#t (list #f "    raised   " (if (error-object? e)
                                                                      (cons (error-object-message e) (error-object-irritants e))
                                                                      e))))
                             (thunk))))
              (cond
                ((and (car result) expected-to-fail)
                 (set-kind! runner 'xpass)
                 (set-xpass! runner (+ 1 (test-runner-xpass-count runner))))
                ((car result)
                 (set-kind! runner 'pass)
                 (set-pass! runner (+ 1 (test-runner-pass-count runner))))
                (expected-to-fail
                 (set-kind! runner 'xfail)
                 (set-xfail! runner (+ 1 (test-runner-xfail-count runner))))
                (else
                 (set-kind! runner 'fail)
                 (set-fail! runner (+ 1 (test-runner-fail-count runner)))
                 (apply report runner name (cdr result))))))))

    (define (compared same? expected found)
      (list (same? expected found) "    expected " expected "    found    " found))

    (define-syntax define-comparison
      (syntax-rules ()
        ((_ keyword same?)
         (define-syntax keyword
           (syntax-rules ()
             ((_ name expected expression)
              (run-test name (lambda () (compared same? expected expression))))
             ((_ expected expression)
              (run-test 'expression (lambda () (compared same? expected expression)))))))))

    (define-comparison test-equal equal?)
    (define-comparison test-eqv eqv?)
    (define-comparison test-eq eq?)

    (define-syntax test-assert
      (syntax-rules ()
        ((_ name expression)
         (run-test name (lambda () (let ((x expression)) (list x "    found    " x)))))
        ((_ expression)
         (run-test 'expression (lambda () (let ((x expression)) (list x "    found    " x)))))))

    (define-syntax test-approximate
      (syntax-rules ()
        ((_ name expected expression error)
         (run-test name
           (lambda ()
             (let ((bound error))
               (compared (lambda (a b) (<= (- a bound) b (+ a bound))) expected expression)))))
        ((_ expected expression error)
         (test-approximate 'expression expected expression error))))

    ;; The type of the error is #t, or a predicate of what was raised.
    (define (raises? type thunk)
      (call-with-current-continuation
        (lambda (k)
          (with-exception-handler
            (lambda (e) (k (list (if (procedure? type) (type e) #t) "    raised   " e)))
            (lambda () (let ((x (thunk))) (list #f "    raised nothing, found " x)))))))

    (define-syntax test-error
      (syntax-rules ()
        ((_ name type expression) (run-test name (lambda () (raises? type (lambda () expression)))))
        ((_ type expression) (run-test 'expression (lambda () (raises? type (lambda () expression)))))
        ((_ expression) (run-test 'expression (lambda () (raises? #t (lambda () expression)))))))

    (define-syntax test-with-runner
      (syntax-rules ()
        ((_ runner form ...)
         (parameterize ((test-runner-current runner)) form ...))))

    (define (test-apply runner . specifiers-and-thunk)
      (let ((thunk (last specifiers-and-thunk)))
        (parameterize ((test-runner-current runner)) (thunk))))

    (define (test-read-eval-string text)
      (let* ((port (open-input-string text)) (form (read port)))
        (if (eof-object? (read port))
            (eval form (interaction-environment))
            (error "more than one form in a text to evaluate:" text))))))
