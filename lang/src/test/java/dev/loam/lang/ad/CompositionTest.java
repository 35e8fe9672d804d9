package dev.loam.lang.ad;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.lang.Scheme;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Derivatives of random programs: expressions composed of arithmetic, captured variables, loops, named procedures, `map`, assignment and inner
/// derivatives. Every mode must give the same, and the first derivative must be that of central differences.
class CompositionTest {
    private final Random random = new Random(7);

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
        return switch (random.nextInt(16)) {
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
            default -> "(gradient (lambda (" + v + ") " + expression(Math.min(depth - 1, 1), x, v) + ") (sin " + a + "))";
        };
    }

    @Test
    void allModesAgreeAndAgreeWithDifferences() {
        var scheme = new Scheme();
        int checked = 0;
        for (int i = 0; i < 150; i++) {
            String e = expression(1 + random.nextInt(3), "x", "c");
            scheme.eval("(define c 0.7) (define (f x) " + e + ")");
            double at = 0.5 + random.nextDouble();
            double forward = number(scheme, "(derivative f " + at + ")");
            double reverse = number(scheme, "(gradient f " + at + ")");
            double h = 1e-5;
            double differences = (number(scheme, "(f " + (at + h) + ")") - number(scheme, "(f " + (at - h) + ")")) / (2 * h);
            assertThat(reverse).as("%s at %s", e, at).isCloseTo(forward, within(forward, 1e-10));
            assertThat(forward).as("%s at %s", e, at).isCloseTo(differences, within(differences, 2e-5));
            double ff = number(scheme, "(derivative (derivative f) " + at + ")");
            for (String second : new String[] {"(gradient (derivative f) ", "(derivative (gradient f) ", "(gradient (gradient f) "}) {
                assertThat(number(scheme, second + at + ")")).as("%s of %s at %s", second, e, at).isCloseTo(ff, within(ff, 1e-8));
            }
            checked += 5;
        }
        assertThat(checked).isEqualTo(750);
    }

    private static double number(Scheme scheme, String text) {
        return ((Number) scheme.eval(text)).doubleValue();
    }

    private static org.assertj.core.data.Offset<Double> within(double value, double tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance * Math.max(1, Math.abs(value)));
    }
}
