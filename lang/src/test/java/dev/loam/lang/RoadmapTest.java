package dev.loam.lang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

/// What the roadmap of the language names: its seven old faults, each a test, and its three programs.
class RoadmapTest {
    private final Scheme scheme = new Scheme();

    private String value(String program) {
        return Printer.write(scheme.eval("roadmap.scm", program));
    }

    @Test
    void derivativeTypeCheck() {
        assertThat(value("(derivative (lambda (x) (* x x)) 3.0)")).isEqualTo("6.0");
        assertThat(value("(derivative (lambda ((x : real)) : real (* x x)) 3.0)")).isEqualTo("6.0");
        assertThat(value("(define (f (x : real)) : real (* x x x)) (derivative f 2)")).isEqualTo("12");
        assertThat(catchThrowableOfType(SchemeError.class, () -> value("(derivative 5 3.0)")).getMessage()).contains("not a procedure").contains("5");
    }

    @Test
    void localFunctionScope() {
        assertThat(value("(define (outer x) (define (square y) (* y y)) (define (cube y) (* y (square y))) (+ (cube x) (square x))) (outer 3)")).isEqualTo("36");
        assertThat(value("(derivative outer 3)")).isEqualTo("33");
        assertThat(catchThrowableOfType(SchemeError.class, () -> value("cube-of-outer"))).isNotNull();
    }

    @Test
    void letStar() {
        assertThat(value("(let* ((x 2) (y (* x 3)) (z (+ x y)) (x (* z z))) (list x y z))")).isEqualTo("(64 6 8)");
        assertThat(value("(derivative (lambda (x) (let* ((y (* x x)) (z (* y x))) (+ y z))) 2)")).isEqualTo("16");
    }

    @Test
    void builtinsAsValues() {
        assertThat(value("(list (map + '(1 2) '(3 4)) ((car (list *)) 6 7) (apply max '(1 5 3)))")).isEqualTo("((4 6) 42 5)");
        assertThat(value("(map (lambda (f) (derivative f 0)) (list sin cos exp))")).isEqualTo("(1 0 1)");
    }

    @Test
    void functionReferencesInGradient() {
        assertThat(value("(define (loss w b) (+ (* w w) (* 3 b))) (gradient loss 2 5)")).isEqualTo("#(4 3)");
        assertThat(value("(define functions (list loss (lambda (w b) (* w b)))) (map (lambda (f) (gradient f 2 5)) functions)")).isEqualTo("(#(4 3) #(5 2))");
    }

    @Test
    void closuresInMap() {
        assertThat(value("(define (scaled k) (lambda (x) (* k x x))) (map (lambda (k) (derivative (scaled k) 3)) '(1 2 3))")).isEqualTo("(6 12 18)");
        assertThat(value("(derivative (lambda (k) (apply + (map (lambda (x) (* k x)) '(1 2 3)))) 7)")).isEqualTo("6");
    }

    @Test
    void theForLoop() {
        assertThat(value("(define s 0) (for i 1 4 (set! s (+ s i))) s")).isEqualTo("10");
        assertThat(value("(gradient (lambda (x) (let ((p 1)) (for i 1 3 (set! p (* p x))) p)) 2)")).isEqualTo("12");
    }

    @Test
    void thePerceptron() {
        assertThat(value("""
            (define (train-perceptron w data epochs lr)
              (for epoch 1 epochs
                (let* ((x (car data)) (y (cadr data))
                       (loss (lambda (w) (expt (- (* w x) y) 2)))
                       (grad (derivative loss w)))
                  (set! w (- w (* lr grad)))))
              w)
            (round (* 1000 (train-perceptron 0.0 '(2.0 6.0) 100 0.05)))""")).isEqualTo("3000.0");
    }

    /// The data is a stand-in: a few random pictures of MNIST's size.
    @Test
    void theNetworkTrainsByWordAndByKeywordOfBothKinds() {
        assertThat(value("""
            (define pictures (randn 256 28 28 1 seed: 1))
            (define mnist-train-loader (data-loader pictures (map (lambda (i) (remainder i 10)) (iota 256))))
            (define model (sequential (linear 784 256) (relu) (linear 256 10)))
            (define optimizer (adam (model-parameters model) 0.001))
            (define losses (train model mnist-train-loader (lambda (pred target) (cross-entropy pred target)) optimizer epochs: 10 quiet: #t))
            (list (length losses) (< (list-ref losses 9) (car losses)))""")).isEqualTo("(10 #t)");
        assertThat(value("(length (train model mnist-train-loader cross-entropy adam #:epochs 2 #:quiet #t))")).isEqualTo("2");
    }

    @Test
    void theMismatchedNetworkSaysWhatWasExpectedAndGiven() {
        String lines = """
            (define cnn (sequential (conv2d 1 32 3 1 1) (relu) (max-pool2d 2 2) (linear 1568 10)))
            (train cnn loader cross-entropy adam epochs: 50)""";
        scheme.eval("(define loader (data-loader (zeros 64 32 32 3) (map (lambda (i) 0) (iota 64))))");
        var colours = catchThrowableOfType(SchemeError.class, () -> scheme.eval("roadmap.scm", lines));
        assertThat(ErrorReport.of(colours)).startsWith("roadmap.scm:2:1: error: the layer (conv2d 1 32 3 1 1), made at roadmap.scm:1:25, expects images with 1 channel, "
            + "(batch height width 1), was given 3 channels: (batch 32 32 3)");
        scheme.eval("(define loader (data-loader (zeros 64 28 28 1) (map (lambda (i) 0) (iota 64))))");
        var digits = catchThrowableOfType(SchemeError.class, () -> scheme.eval("roadmap.scm", lines));
        assertThat(ErrorReport.of(digits)).startsWith("roadmap.scm:2:1: error: the layer (linear 1568 10), made at roadmap.scm:1:69, expects 1568 values, "
            + "was given 6272 per example: (batch 14 14 32)");
    }

    @Test
    void itsCorrectedTwinsTrain() {
        assertThat(value("""
            (define digits (data-loader (randn 64 28 28 1 seed: 1) (map (lambda (i) (remainder i 10)) (iota 64))))
            (define cnn (sequential (conv2d 1 32 3 1 1) (relu) (max-pool2d 2 2) (linear 6272 10)))
            (define losses (train cnn digits cross-entropy adam epochs: 12 quiet: #t))
            (define colours (data-loader (randn 64 32 32 3 seed: 2) (map (lambda (i) (remainder i 10)) (iota 64))))
            (define cnn (sequential (conv2d 3 32 3 1 1) (relu) (max-pool2d 2 2) (linear 8192 10)))
            (define others (train cnn colours cross-entropy adam epochs: 12 quiet: #t))
            (list (< (list-ref losses 11) (car losses)) (< (list-ref others 11) (car others)))""")).isEqualTo("(#t #t)");
    }
}
