package dev.loam.lang;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Programs of unusual size, and control in unusual places.
class RobustTest {
    private static Object run(String program) {
        return new Scheme().runText("robust", program);
    }

    private static String each(int n, java.util.function.IntFunction<String> f) {
        return IntStream.range(0, n).mapToObj(f).collect(Collectors.joining("\n"));
    }

    @Test
    void anExpressionNestedTenThousandDeep() {
        assertThat(run("(+ 1 ".repeat(10_000) + "0" + ")".repeat(10_000))).isEqualTo(10_000L);
        assertThat(run("(define (f x) (set! x (+ x 1)) x) " + "(f ".repeat(10_000) + "0" + ")".repeat(10_000))).isEqualTo(10_000L);
    }

    @Test
    void literalsOfFiftyThousandElements() {
        assertThat(run("(length '(" + each(50_000, i -> "" + i) + "))")).isEqualTo(50_000L);
        assertThat(run("(vector-length #(" + each(50_000, i -> "\"" + i + "\"") + "))")).isEqualTo(50_000L);
    }

    @Test
    void thousandsOfDefinitions() {
        assertThat(run(each(5_000, i -> "(define (f" + i + " x) (vector x " + i + "))") + "(vector-ref (f4999 1) 1)")).isEqualTo(4_999L);
    }

    @Test
    void aProcedureTooLargeForOneMethod() {
        assertThat(run("(define (f x)" + each(5_000, i -> "(set! x (+ x " + i + "))") + "x) (f 0)")).isEqualTo(12_497_500L);
        assertThat(run("(define (g x) (vector-ref (vector x (+ x 1)) 1)) (define (f x) (let* ((v0 x)" + each(1_500, i -> "(v" + (i + 1) + " (g v" + i + "))")
            + ") v1500)) (f 0)")).isEqualTo(1_500L);
    }

    @Test
    void aContinuationIsReenteredAmongManyCalls() {
        assertThat(run("(define k #f) (define n 0) (define (mark x) (call/cc (lambda (c) (if (= x 40) (set! k c)) x)))"
            + "(define (f)" + each(60, i -> "(set! n (+ n (mark " + i + ")))") + "n)"
            + "(define first (f)) (if (< n 2000) (k 0)) n")).isEqualTo(2_720L);
    }

    @Test
    void aGeneratorOfManyValues() {
        assertThat(run("""
            (define (make-generator producer)
              (define return #f)
              (define (resume) (producer (lambda (x) (call/cc (lambda (k) (set! resume (lambda () (k #f))) (return x))))) (return 'end))
              (lambda () (call/cc (lambda (r) (set! return r) (resume)))))
            (define g (make-generator (lambda (yield) (let loop ((i 0)) (yield i) (loop (+ i 1))))))
            (let loop ((n 0) (sum 0)) (if (= n 20000) sum (loop (+ n 1) (+ sum (g)))))""")).isEqualTo(199_990_000L);
    }

    @Test
    void aStackOverflowIsAnErrorThatCanBeHandledAgainAndAgain() {
        assertThat(run("""
            (define (deep n) (+ 1 (deep (+ n 1))))
            (define (try) (guard (e ((error-object? e) 1)) (deep 0)))
            (+ (try) (try))""")).isEqualTo(2L);
    }

    @Test
    void aMillionFrames() {
        assertThat(run("(define (build n) (if (= n 0) '() (cons n (build (- n 1))))) (length (build 1000000))")).isEqualTo(1_000_000L);
        assertThat(run("""
            (define (walk f n a b c)
              (if (= n 0) 0 (let* ((x (+ a 1)) (y (+ b x)) (r (f f (- n 1) x y c))) (+ r (if (vector? c) 1 (* x y))))))
            (walk (vector-ref (vector walk) 0) 1000000 0 0 (vector))""")).isEqualTo(1_000_000L);
    }

    @Test
    void aContinuationLeavesJavaCodeThatCalledTheProgram() {
        assertThat(run("(call/cc (lambda (k) (sort (list 3 1 2) (lambda (a b) (k 'left)))))")).isEqualTo(Symbol.of("left"));
    }
}
