package dev.loam.lang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

/// What a person reads when a program fails.
class ErrorReportTest {
    private static String report(String program) {
        return ErrorReport.of(catchThrowableOfType(SchemeError.class, () -> new Scheme().runText("p.scm", program)));
    }

    @Test
    void placeLineCaretAndStack() {
        assertThat(report("""
            (define (first-of x)
              (let ((y (vector x)))
                (set! y (car x))
                (list y y y y y y y y y y y y)))
            (define (outer x) (cons 1 (first-of x)))
            (outer 5)""")).isEqualTo("""
            p.scm:3:13: error: car: argument 1 must be a pair, found 5
                  (set! y (car x))
                          ^
              in first-of, at p.scm:3:13
              in outer, at p.scm:5:27""");
    }

    @Test
    void theNearestNameIsSuggested() {
        assertThat(report("(define (f)\n  (vectr-ref (vector 1) 0))\n(f)")).isEqualTo("""
            p.scm:2:4: error: the variable vectr-ref is not defined; did you mean vector-ref?
                (vectr-ref (vector 1) 0))
                 ^""");
    }

    @Test
    void mistakesOfTheText() {
        assertThat(report("(display 1")).isEqualTo("p.scm:1:1: error: this parenthesis is never closed\n  (display 1\n  ^");
        assertThat(report("(+ 1\n  (if))")).isEqualTo(
            "p.scm:2:3: error: this form must look like (if test then else), found (if)\n    (if))\n    ^");
        assertThat(report("(let ((x 1) (x 2)) x)")).startsWith("p.scm:1:16: error: two bindings of one let have the same name: x");
        assertThat(report("(lambda (a a) a)")).startsWith("p.scm:1:12: error: two variables of one procedure have the same name: a");
        assertThat(report("(define x 1 2)")).startsWith("p.scm:1:1: error: a definition of a variable has one expression, found 2");
        assertThat(report("\"abc")).startsWith("p.scm:1:1: error: this string is never closed");
        assertThat(report("(a . b c)")).startsWith("p.scm:1:8: error: more than one datum after a dot");
        assertThat(report("#\\unknown")).startsWith("p.scm:1:1: error: unknown character name #\\unknown");
        assertThat(report("(else 1)")).startsWith("p.scm:1:1: error: else stands where an expression is needed");
        assertThat(report("(let ((x)) x)")).startsWith("p.scm:1:7: error: a binding of let must look like (name expression), found (x)");
        assertThat(report("(cond)\nif")).startsWith("p.scm:2:1: error: the keyword if is no value");
    }

    @Test
    void raisedObjectsThatAreNoErrors() {
        assertThat(report("(raise 'oops)")).contains("error: raised: oops");
        assertThat(report("(assert (= 1 2))")).contains("error: assertion failed: (= 1 2)");
    }
}
