package dev.loam.lang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplTest {
    private record Session(int code, String text, List<String> prompts) {}

    private static Session session(String... lines) throws IOException {
        var left = new ArrayDeque<>(List.of(lines));
        var prompts = new java.util.ArrayList<String>();
        var bytes = new ByteArrayOutputStream();
        try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            int code = new Repl(prompt -> {
                prompts.add(prompt);
                String line = left.poll();
                if ("^C".equals(line)) {
                    throw new Repl.Interrupted();
                }
                return line;
            }, out, false).run();
            return new Session(code, bytes.toString(StandardCharsets.UTF_8), prompts);
        }
    }

    @Test
    void formsGoOverLinesAndErrorsDoNotEndIt() throws IOException {
        Session s = session("(define (f x)", "  (* x 2))", "(f 21)", "(f", "^C", "(car 5)", "'done");
        assertThat(s.text).isEqualTo("""
            42
            <repl>:1:1: error: car: argument 1 must be a pair, found 5
              (car 5)
              ^
            done
            """);
        assertThat(s.prompts).containsExactly("> ", "  ", "> ", "> ", "  ", "> ", "> ", "> ");
        assertThat(s.code).isZero();
    }

    @Test
    void commands() throws IOException {
        assertThat(session("(define (sq (x : real)) : real (* x x))", ":type (sq 2)", ":type (sq \"a\")", ":ast (if (not #t) 1 (car '(2)))", ":doc sq", ":doc cons",
            ":doc if", ":nope", ":quit", "(display 1)").text).isEqualTo("""
            real
            <repl>:1:5: error: sq: argument 1 must be real, found string
              (sq "a")
                  ^
            (%car '(2))
            sq: a procedure of 1 argument, (-> real real), defined at <repl>:1:1
            cons: a procedure of 2 arguments, (-> any any pair); in (scheme base), (srfi 1)
            if: a keyword; in (scheme base)
            there is no command :nope; :help lists those there are
            """);
        assertThat(session(":time (+ 1 2)").text).startsWith("3\n; ").endsWith(" ms\n");
        assertThat(session(":bytecode (lambda (x) (+ x 1))").text).contains("invokestatic Arithmetic.add");
        assertThat(session(":help").text).contains(":bytecode FORM");
    }

    @Test
    void exitRunsWhatDynamicWindGuards() throws IOException {
        assertThat(session("(define (say x) (dynamic-wind (lambda () #f) (lambda () (exit x)) (lambda () (set! x 0))))", "(say 3)").code).isEqualTo(3);
        var scheme = new Scheme();
        scheme.eval("(define left '())");
        org.assertj.core.api.Assertions.catchThrowable(() -> scheme.eval("""
            (dynamic-wind (lambda () #f)
              (lambda () (call/cc (lambda (k) (dynamic-wind (lambda () #f) (lambda () (call/cc (lambda (j) j)) (exit 1)) (lambda () (set! left (cons 'inner left)))))))
              (lambda () (set! left (cons 'outer left))))"""));
        assertThat(Printer.write(scheme.eval("left"))).isEqualTo("(outer inner)");
    }

    @Test
    void namesAreCompleted() {
        assertThat(new Repl(prompt -> null, System.out, false).completions("call-with-cur")).containsExactly("call-with-current-continuation");
    }
}
