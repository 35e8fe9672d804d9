package dev.loam.lang.symbolic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.lang.Pair;
import dev.loam.lang.Scheme;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What `diff` writes is what `derivative` computes.
class SymbolicTest {
    private final Random random = new Random(3);

    private String expression(int depth) {
        if (depth == 0) {
            return random.nextInt(3) == 0 ? Integer.toString(1 + random.nextInt(3)) : "x";
        }
        String a = expression(depth - 1);
        String b = expression(depth - 1);
        return switch (random.nextInt(12)) {
            case 0 -> "(+ " + a + " " + b + ")";
            case 1 -> "(- " + a + " " + b + ")";
            case 2 -> "(* " + a + " " + b + ")";
            case 3 -> "(/ " + a + " (+ 2 (* " + b + " " + b + ")))";
            case 4 -> "(sin " + a + ")";
            case 5 -> "(cos " + a + ")";
            case 6 -> "(exp (sin " + a + "))";
            case 7 -> "(log (+ 2 (* " + a + " " + a + ")))";
            case 8 -> "(sqrt (+ 1 (* " + a + " " + a + ")))";
            case 9 -> "(expt (+ 2 (sin " + a + ")) " + (1 + random.nextInt(4)) + ")";
            case 10 -> "(tanh " + a + ")";
            default -> "(let ((u " + a + ")) (* u (atan u)))";
        };
    }

    @Test
    void diffIsDerivative() {
        var scheme = new Scheme();
        for (int i = 0; i < 200; i++) {
            String e = expression(1 + random.nextInt(3));
            double x = 0.5 + random.nextDouble();
            var both = (Pair) scheme.eval("(let ((x " + x + ")) (cons (inexact (derivative (lambda (x) " + e + ") x)) (inexact ((eval (list 'lambda '(x) (diff '" + e + " 'x))) x))))");
            double expected = ((Number) both.car).doubleValue();
            assertThat(((Number) both.cdr).doubleValue()).as(e + " at " + x).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-9 * Math.max(1, Math.abs(expected))));
        }
    }
}
