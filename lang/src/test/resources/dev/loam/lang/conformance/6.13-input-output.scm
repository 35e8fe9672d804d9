; R7RS 6.13 Input and output
(define (out f) (let ((p (open-output-string))) (f p) (get-output-string p)))
(out (lambda (p) (write 'a p) (write "b\"c" p) (display "b\"c" p))) => "a\"b\\\"c\"b\"c"
(out (lambda (p) (write #\a p) (display #\a p))) => "#\\aa"
(out (lambda (p) (write '(1 "two" #\3 4.0 (five . 6) #(7 "8")) p))) => "(1 \"two\" #\\3 4.0 (five . 6) #(7 \"8\"))"
(out (lambda (p) (display '(1 "two" #\3 (five . 6) #(7 "8")) p))) => "(1 two 3 (five . 6) #(7 8))"
(out (lambda (p) (newline p) (write-char #\x p) (write-string "abcdef" p 2 4))) => "\nxcd"
(out (lambda (p) (write '|a b| p) (display '|a b| p))) => "|a b|a b"
(out (lambda (p) (write (if #f #f) p))) => "#<unspecified>"
(out (lambda (p) (write #t p) (write '#f p) (write '() p))) => "#t#f()"
(out (lambda (p) (write (string #\a #\newline #\tab #\return #\\ #\x7) p))) => "\"a\\n\\t\\r\\\\\\a\""
(out (lambda (p) (write (eof-object) p))) => "#<eof>"
(let ((x (list 'a 'b 'c))) (set-cdr! (cddr x) x) (out (lambda (p) (write x p)))) => "#0=(a b c . #0#)"
(let ((x (vector 1 2))) (vector-set! x 1 x) (out (lambda (p) (write x p)))) => "#0=#(1 #0#)"
(let* ((a (list 1)) (x (list a a))) (out (lambda (p) (write x p)))) => "((1) (1))"
(let* ((a (list 1)) (x (list a a))) (out (lambda (p) (write-shared x p)))) => "(#0=(1) #0#)"
(let* ((a (list 1)) (x (list a a))) (out (lambda (p) (write-simple x p)))) => "((1) (1))"
(let* ((x (list 1 2)) (y (cons x (cdr x)))) (out (lambda (p) (write-shared y p)))) => "((1 . #0=(2)) . #0#)"
(define in (open-input-string "hello (1 2 . 3) \"str\" #\\a 42 ; comment\n#| block |# foo #;hidden last"))
(read-char in) => #\h
(peek-char in) => #\e
(read-char in) => #\e
(read in) => llo
(read in) => (1 2 . 3)
(read in) => "str"
(read in) => #\a
(read in) => 42
(read in) => foo
(read in) => last
(eof-object? (read in)) => #t
(eof-object? (read-char in)) => #t
(eof-object? (peek-char in)) => #t
(read (open-input-string "#(1 #(2)) rest")) => #(1 #(2))
(read (open-input-string "#u8(1 2)")) => #u8(1 2)
(read (open-input-string "'a")) => 'a
(read (open-input-string "`(a ,b ,@c)")) => `(a ,b ,@c)
(read (open-input-string "|a b|")) => |a b|
(read (open-input-string "#!fold-case ABC")) => abc
(read (open-input-string "#true #false")) => #t
(read (open-input-string "#d1.5 ")) => 1.5
(read (open-input-string "\"one \\\n   line\"")) => "one line"
(read (open-input-string "")) => #<eof>
(read (open-input-string "   ")) => #<eof>
(car (read (open-input-string "#0=(a b . #0#)"))) => a
(let ((x (read (open-input-string "(#1=(1) #1#)")))) (eq? (car x) (cadr x))) => #t
(string? (read (open-input-string "\"x\""))) => #t
(guard (e ((read-error? e) 'read-error)) (read (open-input-string "(1 2"))) => read-error
(guard (e ((read-error? e) 'read-error)) (read (open-input-string ")"))) => read-error
(guard (e ((read-error? e) 'read-error)) (read (open-input-string "\"abc"))) => read-error
(guard (e ((read-error? e) 'read-error)) (read (open-input-string "#\\notachar"))) => read-error
(define lines (open-input-string "one\ntwo\r\nthree\n\nlast"))
(read-line lines) => "one"
(read-line lines) => "two"
(read-line lines) => "three"
(read-line lines) => ""
(read-line lines) => "last"
(eof-object? (read-line lines)) => #t
(read-string 3 (open-input-string "abcdef")) => "abc"
(read-string 10 (open-input-string "abc")) => "abc"
(read-string 0 (open-input-string "abc")) => ""
(eof-object? (read-string 1 (open-input-string ""))) => #t
(char-ready? (open-input-string "x")) => #t
(read-char (open-input-string "λ")) => #\λ
(read-char (open-input-string "𝄞")) => #\𝄞
(input-port? (open-input-string "")) => #t
(output-port? (open-input-string "")) => #f
(output-port? (open-output-string)) => #t
(textual-port? (open-input-string "")) => #t
(binary-port? (open-input-bytevector #u8())) => #t
(textual-port? (open-input-bytevector #u8())) => #f
(port? (current-output-port)) => #t
(port? 5) => #f
(input-port? (current-input-port)) => #t
(let ((p (open-input-string "x"))) (close-input-port p) (input-port-open? p)) => #f
(let ((p (open-output-string))) (list (output-port-open? p) (begin (close-port p) (output-port-open? p)))) => (#t #f)
(let ((p (open-input-string "x"))) (close-port p) (read-char p)) => error: the port is closed: #<port string>
(write 1 (open-input-string "")) => error: write: argument 2 must be a textual output port, found #<port string>
(read-char (open-output-string)) => error: read-char: argument 1 must be a textual input port, found #<port string>
(call-with-port (open-input-string "abc") read-char) => #\a
(call-with-output-string (lambda (p) (write 'x p))) => "x"
(with-output-to-string (lambda () (display "inside") (write "q"))) => "inside\"q\""
(parameterize ((current-input-port (open-input-string "7 8"))) (list (read) (read))) => (7 8)
; binary
(define bin (open-input-bytevector #u8(1 2 3 4 5 255)))
(read-u8 bin) => 1
(peek-u8 bin) => 2
(read-bytevector 2 bin) => #u8(2 3)
(let ((b (make-bytevector 4 0))) (list (read-bytevector! b bin 1 3) b)) => (2 #u8(0 4 5 0))
(u8-ready? bin) => #t
(read-u8 bin) => 255
(eof-object? (read-u8 bin)) => #t
(eof-object? (peek-u8 bin)) => #t
(eof-object? (read-bytevector 3 bin)) => #t
(let ((p (open-output-bytevector))) (write-u8 1 p) (write-bytevector #u8(2 3 4 5) p 1 3) (write-bytevector #u8(9) p) (get-output-bytevector p)) => #u8(1 3 4 9)
(write-u8 256 (open-output-bytevector)) => error: write-u8: argument 1 must be a byte, an exact integer from 0 to 255, found 256
(read-u8 (open-input-string "")) => error: read-u8: argument 1 must be a binary input port, found #<port string>
(get-output-string (open-input-string "")) => error: get-output-string: argument 1 must be a port made by open-output-string, found #<port string>
; files
(file-exists? "/no/such/file") => #f
(guard (e ((file-error? e) 'file-error)) (open-input-file "/no/such/file")) => file-error
(guard (e ((file-error? e) (error-object-message e))) (open-input-file "/no/such/file")) => "open-input-file: no such file:"
(guard (e ((file-error? e) 'file-error)) (delete-file "/no/such/file")) => file-error
(open-input-file 5) => error: open-input-file: argument 1 must be a string, found 5
; 6.14 system interface
(list? (command-line)) => #t
(get-environment-variable "SURELY_NOT_SET_ANYWHERE") => #f
(list? (get-environment-variables)) => #t
(exact-integer? (current-jiffy)) => #t
(jiffies-per-second) => 1000000000
(> (current-second) 1600000000.0) => #t
(and (memq 'r7rs (features)) #t) => #t
(and (memq 'full-unicode (features)) #t) => #t
; SRFI 28
(format "Hello, ~a" "World!") => "Hello, World!"
(format "~s is written, ~a displayed~%" "x" "y") => "\"x\" is written, y displayed\n"
(format "~~") => "~"
(format "~a") => error: format: no argument for ~a
