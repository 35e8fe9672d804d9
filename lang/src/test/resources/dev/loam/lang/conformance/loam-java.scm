; Java from programs: objects, methods, fields, interfaces
(define xs (java.util.ArrayList. 10))
(.add xs 1) => #t
(.add xs "two") => #t
(.add xs 0 'first) => #<unspecified>
(.size xs) => 3
(.get xs 2) => "two"
(.get xs 0) => first
(Math/sqrt 2.0) => 1.4142135623730951
(Math/sqrt 4) => 2.0
(Math/max 3 4) => 4
(Math/max 3 4.5) => 4.5
(Math/abs -3) => 3
(< 3.14 Math/PI 3.15) => #t
Integer/MAX_VALUE => 2147483647
(map .length '("a" "bcd")) => (1 3)
(.toUpperCase "abc") => "ABC"
(.charAt "abc" 1) => #\b
(.split "a,b,c" ",") => #("a" "b" "c")
(String/format "%d-%s-%.1f" 5 "x" 2.5) => "5-x-2.5"
(String/join "+" '("a" "b")) => "a+b"
(define m (HashMap.))
(.put m "a" 1) => #f
(.get m "a") => 1
(.get m "nobody") => #f
(define seen '())
(.forEach m (lambda (k v) (set! seen (cons (list k v) seen))))
seen => (("a" 1))
(.computeIfAbsent m "b" (lambda (k) (string-append k "!"))) => "b!"
(.sum (.mapToLong (.stream (List/of 1 2 3)) (lambda (x) (* x x)))) => 14
(.toArray (.sorted (.stream (List/of 3 1 2)) (lambda (a b) (- b a)))) => #(3 2 1)
(let ((names '())) (.run (Thread. (lambda () (set! names '(ran))))) names) => (ran)
(.name (java.util.concurrent.TimeUnit/valueOf "SECONDS")) => "SECONDS"
(.toMillis java.util.concurrent.TimeUnit/SECONDS 3) => 3000
(.convert java.util.concurrent.TimeUnit/SECONDS 5000 'MILLISECONDS) => 5
(.add (java.math.BigInteger. "9223372036854775807") 1) => 9223372036854775808
(.bitLength (expt 2 100)) => 101
(Arrays/toString (vector 1 2 3)) => "[1, 2, 3]"
(.getKey (java.util.Map.Entry/copyOf (.next (.iterator (.entrySet m))))) => "a"
(Long/compare 1 2) => -1
(Character/isDigit #\5) => #t
(boolean? (.isEmpty "")) => #t
(let ((call/cc-escape (call/cc (lambda (k) (.forEach (List/of 1 2 3) (lambda (x) (if (= x 2) (k x)))))))) call/cc-escape) => 2
(guard (e ((string? e) e)) (.forEach (List/of 1 2 3) (lambda (x) (raise "raised inside")))) => "raised inside"
(Integer/parseInt "x") => error: java.lang.NumberFormatException: For input string: "x"
(.siez xs) => error: an object of java.util.ArrayList has no method .siez; did you mean .size?
(Math/sqrrt 2) => error: java.lang.Math has no static method or field sqrrt; did you mean sqrt?
(no.such.Thing. 1) => error: there is no Java class no.such.Thing
(.substring "abc" 'x) => error: .substring takes (int) or (int, int), was given (x)
(define (.mine x) (* 2 x))
(.mine 4) => 8
