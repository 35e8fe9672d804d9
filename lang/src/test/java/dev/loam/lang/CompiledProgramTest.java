package dev.loam.lang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs as jars: they do what the program does, in a process of their own that has nothing but the jar.
class CompiledProgramTest {
    @TempDir
    private Path folder;

    private record Result(int code, String text) {}

    private Result run(String program, String... arguments) throws IOException, InterruptedException {
        Path file = folder.resolve("p.scm");
        Path jar = folder.resolve("p.jar");
        Files.writeString(file, program);
        List<Path> classes = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
            .filter(p -> p.endsWith(Path.of("target", "classes")) || p.getFileName().toString().startsWith("loam-")).toList();
        CompiledProgram.write(file, false, classes, jar);
        Files.delete(file);
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-jar",
            jar.toString()));
        command.addAll(List.of(arguments));
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return new Result(p.waitFor(), text);
    }

    @Test
    void constantsRecordsArgumentsAndContinuationsSurvive() throws Exception {
        assertThat(run("""
            (import (scheme base) (scheme write) (scheme process-context) (srfi 1) (srfi 64))
            (define-record-type point (make-point x y) point? (x px) (y py))
            (define (norm (p : point)) : real (px p))
            (define table '(a "b" #\\c 1.5 1/2 123456789012345678901 1+2i (nested #(1 2 3) #u8(1 2)) . end))
            (define (show x) (write x) (newline))
            (define (make-generator producer)
              (define return #f)
              (define (resume)
                (producer (lambda (x) (call-with-current-continuation (lambda (k) (set! resume (lambda () (k #f))) (return x)))))
                (return 'end))
              (lambda () (call-with-current-continuation (lambda (r) (set! return r) (resume)))))
            (define g (make-generator (lambda (yield) (yield 1) (yield table) (yield (make-point 3 4)))))
            (let loop ((x (g)))
              (show (cond ((point? x) (norm x)) ((eq? x table) 'same) (else x)))
              (if (not (eq? x 'end)) (loop (g))))
            (show table)
            (show (cdr (command-line)))
            (show (fold + 0 '(1 2 3)))
            (exit 7)
            """, "one", "two")).isEqualTo(new Result(7, """
            1
            same
            3
            end
            (a "b" #\\c 1.5 1/2 123456789012345678901 1+2i (nested #(1 2 3) #u8(1 2)) . end)
            ("one" "two")
            6
            """));
    }

    @Test
    void anErrorIsToldWithItsPlace() throws Exception {
        Result r = run("(define (f x)\n  (+ 1 (car x)))\n(display (f 5))");
        assertThat(r.code).isEqualTo(1);
        assertThat(r.text).contains("p.scm:2:8: error: car: argument 1 must be a pair, found 5\n    (+ 1 (car x)))\n         ^");
    }
}
