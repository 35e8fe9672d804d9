package dev.loam.lang.ad;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.lang.Pair;
import dev.loam.lang.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Derivatives of random programs: expressions composed of arithmetic, captured variables, loops, named procedures, `map`, assignment, vectors
/// that are filled, rules of their own and inner derivatives. Every mode must give the same, also at points that are vectors, lists and
/// records, and the first derivative must be that of central differences.
class CompositionTest {
    private static final String PRELUDE = """
        (define c 0.7)
        (define-record-type place (make-place at) place? (at place-at))
        (define (square-sum v) (apply + (map (lambda (x) (* x x)) (vector->list v))))
        (define wave (custom-vjp (lambda (x) (sin x)) (lambda (g y x) (* g (cos x)))))
        (define again (checkpoint (lambda (x y) (* (sin x) (cos y)))))
        """;

    private Random random;

    /// An expression in `x` and `y` (two names in scope), tame near 1.
    private String expression(int depth, String x, String y) {
        if (depth == 0) {
            return switch (random.nextInt(4)) {
                case 0 -> y;
                case 1 -> "0.5";
                default -> x;
            };
        }
        String a = expression(depth - 1, x, y);
        String b = expression(depth - 1, x, y);
        String v = "v" + random.nextInt(1000);
        return switch (random.nextInt(24)) {
            case 0 -> "(+ " + a + " " + b + ")";
            case 1 -> "(* " + a + " " + b + ")";
            case 2 -> "(- " + a + " " + b + ")";
            case 3 -> "(/ " + a + " (+ 2 (* " + b + " " + b + ")))";
            case 4 -> "(sin " + a + ")";
            case 5 -> "(exp (sin " + a + "))";
            case 6 -> "(sqrt (+ 1 (* " + a + " " + a + ")))";
            case 7 -> "(atan " + a + " 2)";
            case 8 -> "(let ((" + v + " " + a + ")) (* " + v + " " + expression(depth - 1, v, x) + "))";
            case 9 -> "((lambda (" + v + ") " + expression(depth - 1, v, x) + ") " + a + ")";
            case 10 -> "(let loop ((i 0) (" + v + " " + a + ")) (if (= i 3) " + v + " (loop (+ i 1) (sin (+ " + v + " " + y + ")))))";
            case 11 -> "(apply + (map (lambda (" + v + ") (* " + v + " " + x + ")) (list " + a + " " + b + ")))";
            case 12 -> "(let ((s 0)) (for-each (lambda (" + v + ") (set! s (+ s (* " + v + " " + v + ")))) (list " + a + " " + x + ")) (sin s))";
            case 13 -> "(let ((w (make-vector 2 0))) (vector-set! w 0 " + a + ") (vector-set! w 1 " + b + ") (* (vector-ref w 0) (cos (vector-ref w 1))))";
            case 14 -> "(derivative (lambda (" + v + ") " + expression(Math.min(depth - 1, 1), v, x) + ") " + a + ")";
            case 15 -> "(gradient (lambda (" + v + ") " + expression(Math.min(depth - 1, 1), x, v) + ") (sin " + a + "))";
            case 16 -> "(let () (define (" + v + " z) (* z " + x + ")) (" + v + " (" + v + " " + a + ")))";
            case 17 -> "(do ((i 0 (+ i 1)) (s 0 (+ s (* " + a + " (cos s))))) ((= i 3) s))";
            case 18 -> "(call/cc (lambda (k) (* 3 (k (* " + a + " " + b + ")))))";
            case 19 -> "(wave (* " + a + " " + b + "))";
            case 20 -> "(again " + a + " " + b + ")";
            case 21 -> "(square-sum (vector " + a + " " + x + "))";
            case 22 -> "(vector-ref (gradient (lambda (" + v + ") (* (vector-ref " + v + " 0) (sin (vector-ref " + v + " 1)))) (vector " + a + " " + b + ")) 1)";
            default -> "(cadr (taylor (lambda (" + v + ") (* " + v + " (exp (sin " + v + ")))) " + a + " 2))";
        };
    }

    private void check(int seed, int cases) {
        random = new Random(seed);
        var scheme = new Scheme();
        scheme.eval(PRELUDE);
        double h = 1e-5;
        for (int i = 0; i < cases; i++) {
            String e = expression(1 + random.nextInt(3), "x", "c");
            double x = 0.5 + random.nextDouble();
            List<Double> found = numbers(scheme.eval("(define (f x) " + e + ") (let ((x " + x + ")) (list (derivative f x) (f (+ x " + h + ")) (f (- x " + h
                + ")) (gradient f x) (vector-ref (gradient (lambda (v) (f (vector-ref v 0))) (vector x)) 0) (car (gradient (lambda (l) (f (car l))) (list x)))"
                + "(place-at (gradient (lambda (p) (f (place-at p))) (make-place x))) (directional-derivative f x 1.0) (derivative-n f x 1)"
                + "(derivative (derivative f) x) (gradient (derivative f) x) (derivative (gradient f) x) (gradient (gradient f) x) (derivative-n f x 2)"
                + "(vector-ref (vector-ref (hessian f x) 0) 0)))"));
            double first = found.get(0);
            double differences = (found.get(1) - found.get(2)) / (2 * h);
            assertThat(first).as("%s at %s", e, x).isCloseTo(differences, within(differences, 2e-5));
            for (int k = 3; k < 9; k++) {
                assertThat(found.get(k)).as("way %d of %s at %s", k, e, x).isCloseTo(first, within(first, 1e-10));
            }
            for (int k = 10; k < found.size(); k++) {
                assertThat(found.get(k)).as("way %d of the second derivative of %s at %s", k, e, x).isCloseTo(found.get(9), within(found.get(9), 1e-8));
            }
        }
    }

    @Test
    void allModesAgreeAndAgreeWithDifferences() {
        check(11, Integer.getInteger("loam.cases", 1000));
    }

    private static List<Double> numbers(Object list) {
        var found = new ArrayList<Double>();
        for (Object x = list; x instanceof Pair p; x = p.cdr) {
            found.add(((Number) p.car).doubleValue());
        }
        return found;
    }

    private static org.assertj.core.data.Offset<Double> within(double value, double tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance * Math.max(1, Math.abs(value)));
    }
}
