; R7RS 6.6 Characters
'(#\alarm #\backspace #\delete #\escape #\newline #\null #\return #\space #\tab) => (#\alarm #\backspace #\delete #\escape #\newline #\null #\return #\space #\tab)
'(#\a #\A #\( #\) #\; #\" #\x #\x41 #\λ #\x3bb) => (#\a #\A #\( #\) #\; #\" #\x #\A #\λ #\λ)
(char? #\a) => #t
(char? "a") => #f
(char? 'a) => #f
(char=? #\a #\a #\a) => #t
(char=? #\a #\b) => #f
(char<? #\a #\b #\c) => #t
(char<? #\a #\c #\b) => #f
(char>? #\c #\b #\a) => #t
(char<=? #\a #\a #\b) => #t
(char>=? #\b #\a #\a) => #t
(char-ci=? #\a #\A) => #t
(char-ci<? #\a #\B) => #t
(char-ci>? #\b #\A) => #t
(char-ci<=? #\A #\a) => #t
(char-ci>=? #\a #\A) => #t
(char=? #\a 1) => error: char=?: argument 2 must be a character, found 1
(char-alphabetic? #\a) => #t
(char-alphabetic? #\3) => #f
(char-alphabetic? #\λ) => #t
(char-numeric? #\3) => #t
(char-numeric? #\a) => #f
(char-numeric? #\x0664) => #t
(char-whitespace? #\space) => #t
(char-whitespace? #\newline) => #t
(char-whitespace? #\x00A0) => #t
(char-whitespace? #\a) => #f
(char-upper-case? #\A) => #t
(char-upper-case? #\a) => #f
(char-lower-case? #\a) => #t
(char-lower-case? #\3) => #f
(digit-value #\3) => 3
(digit-value #\x0664) => 4
(digit-value #\x0AE6) => 0
(digit-value #\a) => #f
(char->integer #\A) => 65
(char->integer #\x3bb) => 955
(integer->char 97) => #\a
(integer->char 955) => #\λ
(char->integer (integer->char 1114111)) => 1114111
(integer->char #xD800) => error: integer->char: argument 1 must be a Unicode scalar value, found 55296
(integer->char -1) => error: integer->char: argument 1 must be a Unicode scalar value, found -1
(char-upcase #\i) => #\I
(char-upcase #\ß) => #\ß
(char-downcase #\I) => #\i
(char-downcase #\Σ) => #\σ
(char-foldcase #\A) => #\a
(char-foldcase #\ς) => #\σ
; R7RS 6.7 Strings
(string? "a") => #t
(string? 'a) => #f
"The word \"recursion\" has many meanings." => "The word \"recursion\" has many meanings."
"a\tb\nc\\d" => "a\tb\nc\\d"
"\x41;bc" => "Abc"
"λ" => "λ"
(string-length "\a\b") => 2
(make-string 3 #\*) => "***"
(string-length (make-string 5)) => 5
(make-string 0 #\a) => ""
(make-string -1 #\a) => error: make-string: argument 1 must be a count, an exact integer that is not negative, found -1
(string) => ""
(string #\a #\b) => "ab"
(string-length "abc") => 3
(string-length "") => 0
(string-length "λμν") => 3
(string-length "𝄞x") => 2
(string-ref "abc" 1) => #\b
(string-ref "a𝄞b" 2) => #\b
(string-ref "abc" 3) => error: string-ref: argument 2 must be an index below 3, found 3
(string-ref "abc" -1) => error: string-ref: argument 2 must be an index below 3, found -1
(string-ref 'abc 0) => error: string-ref: argument 1 must be a string, found abc
(let ((s (make-string 3 #\*))) (string-set! s 0 #\?) s) => "?**"
(let ((s (string-copy "abc"))) (string-set! s 1 #\λ) s) => "aλc"
(let ((s (string-copy "abc"))) (string-set! s 1 #\x1D11E) (string-set! s 2 #\z) (string-length s)) => 3
(string-set! (symbol->string 'immutable) 0 #\?) => error: string-set!: argument 1 must be a string that may be changed, not a literal (use string-copy), found "immutable"
(let ((s (make-string 3 #\a))) (string-set! s 5 #\b)) => error: string-set!: argument 2 must be an index below 3, found 5
(string=? "abc" "abc") => #t
(string=? "abc" "abd") => #f
(string=? "a" "a" "a") => #t
(string=? "a" "a" "b") => #f
(string<? "abc" "abd") => #t
(string<? "ab" "abc") => #t
(string<? "b" "a") => #f
(string<? "a" "b" "c") => #t
(string>? "b" "a") => #t
(string<=? "a" "a" "b") => #t
(string>=? "b" "b" "a") => #t
(string<? "z" "λ") => #t
(string=? "a" 'a) => error: string=?: argument 2 must be a string, found a
(string-ci=? "Straße" "Strasse") => #t
(string-ci=? "aBc" "AbC") => #t
(string-ci=? "ΧΑΟΣ" "χαος" "χαοσ") => #t
(string-ci<? "a" "B") => #t
(string-ci>? "B" "a") => #t
(string-ci<=? "a" "A") => #t
(string-ci>=? "A" "a") => #t
(string-upcase "abc") => "ABC"
(string-upcase "Straße") => "STRASSE"
(string-downcase "ABC") => "abc"
(string-downcase "ΧΑΟΣ") => "χαος"
(string-foldcase "ΧΑΟΣ") => "χαοσ"
(string-foldcase "AbC") => "abc"
(substring "abcdef" 1 3) => "bc"
(substring "abc" 0 3) => "abc"
(substring "abc" 1 1) => ""
(substring "abc" 2 1) => error: substring: argument 3 must lie from 2 to 3, found 1
(substring "abc" 0 4) => error: substring: argument 3 must lie from 0 to 3, found 4
(string-append "foo" "bar") => "foobar"
(string-append) => ""
(string-append "a") => "a"
(string-append "a" "b" "c" "" "λ") => "abcλ"
(string-append "a" 'b) => error: string-append: argument 2 must be a string, found b
(let* ((a (string-copy "x")) (b (string-append a))) (eq? a b)) => #f
(string->list "apple") => (#\a #\p #\p #\l #\e)
(string->list "apple" 2) => (#\p #\l #\e)
(string->list "apple" 1 3) => (#\p #\p)
(string->list "") => ()
(list->string '(#\a #\b)) => "ab"
(list->string '()) => ""
(list->string '(1)) => error: list->string: argument 1 must be a list of characters, found (1)
(string-copy "hello") => "hello"
(string-copy "hello" 1) => "ello"
(string-copy "hello" 1 4) => "ell"
(let ((a "12345") (b (string-copy "abcde"))) (string-copy! b 1 a 0 2) b) => "a12de"
(let ((s (string-copy "abcde"))) (string-copy! s 1 s 0 3) s) => "aabce"
(let ((s (string-copy "abcde"))) (string-copy! s 0 s 1 4) s) => "bcdde"
(let ((s (string-copy "abc"))) (string-copy! s 2 "xyz") s) => error: string-copy!: the target has room for 1 elements, the source has 3
(let ((s (make-string 4 #\a))) (string-fill! s #\b) s) => "bbbb"
(let ((s (make-string 4 #\a))) (string-fill! s #\b 1) s) => "abbb"
(let ((s (make-string 4 #\a))) (string-fill! s #\b 1 3) s) => "abba"
(string-map char-foldcase "AbdEgH") => "abdegh"
(string-map (lambda (c) (integer->char (+ 1 (char->integer c)))) "HAL") => "IBM"
(string-map (lambda (c k) ((if (eqv? k #\u) char-upcase char-downcase) c)) "studlycaps xxx" "ululululul") => "StUdLyCaPs"
(let ((v '())) (string-for-each (lambda (c) (set! v (cons (char->integer c) v))) "abcde") v) => (101 100 99 98 97)
(let ((v '())) (string-for-each (lambda (a b) (set! v (cons (list a b) v))) "abc" "xy") v) => ((#\b #\y) (#\a #\x))
; SRFI 13 names
(string-null? "") => #t
(string-null? "a") => #f
(string-index "hello" #\l) => 2
(string-index "hello" #\z) => #f
(string-index "hello" char-upper-case?) => #f
(string-index "hello" #\l 3) => 3
(string-index-right "hello" #\l) => 3
(string-skip "  x" #\space) => 2
(string-contains "hello world" "o w") => 4
(string-contains "hello" "z") => #f
(string-contains "hello" "") => 0
(string-contains "ababab" "ab" 1) => 2
(string-contains-right "ababab" "ab") => 4
(string-prefix? "he" "hello") => #t
(string-prefix? "hello!" "hello") => #f
(string-suffix? "lo" "hello") => #t
(string-suffix? "xlo" "hello") => #f
(string-prefix-length "hello" "help") => 3
(string-suffix-length "xing" "ring") => 3
(string-take "hello" 2) => "he"
(string-drop "hello" 2) => "llo"
(string-take-right "hello" 2) => "lo"
(string-drop-right "hello" 2) => "hel"
(string-take "abc" 4) => error: string-take: argument 2 must be an index below 4, found 4
(string-pad "325" 5) => "  325"
(string-pad "71325" 5) => "71325"
(string-pad "8871325" 5) => "71325"
(string-pad-right "325" 5) => "325  "
(string-pad-right "8871325" 5) => "88713"
(string-pad "7" 3 #\0) => "007"
(string-trim "  hi  ") => "hi  "
(string-trim-right "  hi  ") => "  hi"
(string-trim-both "  hi  ") => "hi"
(string-trim-both "xxhixx" #\x) => "hi"
(string-trim-both "   ") => ""
(string-reverse "abc") => "cba"
(string-join '("foo" "bar" "baz")) => "foo bar baz"
(string-join '("foo" "bar" "baz") ":") => "foo:bar:baz"
(string-join '("foo" "bar") ":" 'prefix) => ":foo:bar"
(string-join '("foo" "bar") ":" 'suffix) => "foo:bar:"
(string-join '() ":") => ""
(string-split "a,b,,c" ",") => ("a" "b" "" "c")
(string-split "a b  c") => ("a" "b" "c")
(string-split "a-b" #\-) => ("a" "b")
(string-concatenate '("a" "b" "c")) => "abc"
(string-count "banana" #\a) => 3
(string-filter char-alphabetic? "a1b2") => "ab"
(string-delete #\a "banana") => "bnn"
(string-any char-numeric? "ab1") => #t
(string-every char-numeric? "12") => #t
(string-every char-numeric? "") => #t
(string-tabulate (lambda (i) (integer->char (+ 97 i))) 4) => "abcd"
(string-fold cons '() "abc") => (#\c #\b #\a)
(string-fold-right cons '() "abc") => (#\a #\b #\c)
(string-unfold null? car cdr '(#\a #\b)) => "ab"
(string-replace "The TCL programmer" "another" 4 7) => "The another programmer"
(string-replace-all "aXbXc" "X" "--") => "a--b--c"
(string-titlecase "hello wORLD") => "Hello World"
(let ((b (string-builder))) (b #\a) (b "bc") (b)) => "abc"
(= (string-hash "abc") (string-hash (string #\a #\b #\c))) => #t
(< (string-hash "abc" 10) 10) => #t
; characters of one, two and four bytes together
(string-append "a" "λ" "b") => "aλb"
(string-append "λ" "𝄞" "b") => "λ𝄞b"
(string-length (string-append "λ" "𝄞" "b")) => 3
(let ((s (string-copy "abc"))) (string-copy! s 1 "λμ") s) => "aλμ"
(let ((s (string-copy "λμν"))) (string-copy! s 1 "𝄞") (string-copy! s 2 "z") s) => "λ𝄞z"
(let ((s (string-copy "𝄞bc"))) (string-copy! s 1 "λ") s) => "𝄞λc"
(string=? (string-append "a" "") "a") => #t
(string<? "a" "λ" "𝄞") => #t
(= (string-hash "aλ") (string-hash (substring "𝄞aλ" 1 3))) => #t
(equal? "aλ" (substring "𝄞aλ" 1 3)) => #t
(let ((t (make-hash-table))) (hash-table-set! t (substring "𝄞ab" 1 3) 'found) (hash-table-ref/default t "ab" #f)) => found
