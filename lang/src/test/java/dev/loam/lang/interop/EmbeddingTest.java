package dev.loam.lang.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.lang.Scheme;
import dev.loam.lang.SchemeError;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import javax.script.Invocable;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineManager;
import javax.script.ScriptException;
import org.junit.jupiter.api.Test;

/// The language inside a program in Java.
class EmbeddingTest {
    public interface Greeter {
        String greet(String name);
    }

    @Test
    void threeLines() {
        var scheme = new Scheme();
        scheme.eval("(define (square x) (* x x))");
        assertThat(scheme.call("square", 3)).isEqualTo(9L);
    }

    @Test
    void valuesGoBothWays() {
        var scheme = new Scheme().define("names", List.of("a", "b")).define("limit", 5);
        assertThat(scheme.eval("(.size names)")).isEqualTo(2L);
        assertThat(scheme.eval("(+ limit 1)")).isEqualTo(6L);
        scheme.eval("(define (shout s) (string-append s \"!\"))");
        assertThat(scheme.call("shout", "go")).isEqualTo("go!");
        scheme.eval("(define (pair x) (list x 2.5 #t))");
        assertThat(scheme.call("pair", (Object) null)).isInstanceOf(Object.class).hasToString("(#f 2.5 #t)");
    }

    @Test
    void aProcedureIsAnyFunctionalInterface() {
        var scheme = new Scheme();
        scheme.eval("(define (twice x) (* 2 x))");
        assertThat(scheme.as("twice", LongUnaryOperator.class).applyAsLong(21)).isEqualTo(42);
        Function<?, ?> f = scheme.as("twice", Function.class);
        assertThat(f).isNotNull();
        assertThat(scheme.as("twice", LongUnaryOperator.class).andThen(x -> x + 1).applyAsLong(1)).isEqualTo(3);
    }

    @Test
    void javaxScript() throws Exception {
        ScriptEngine engine = new ScriptEngineManager(getClass().getClassLoader()).getEngineByName("loam");
        engine.put("n", 4);
        assertThat(engine.eval("(define (greet name) (string-append \"hello \" name)) (* n n)")).isEqualTo(16L);
        assertThat(((Invocable) engine).invokeFunction("greet", "you")).isEqualTo("hello you");
        assertThat(((Invocable) engine).getInterface(Greeter.class).greet("me")).isEqualTo("hello me");
        assertThat(engine.get("n")).isEqualTo(4L);
        assertThat(engine.getBindings(javax.script.ScriptContext.ENGINE_SCOPE)).containsKeys("greet", "n");
        assertThatThrownBy(() -> engine.eval("(car 5)")).isInstanceOf(ScriptException.class).hasMessageContaining("<script>:1:1: error: car: argument 1");
        assertThatThrownBy(() -> ((Invocable) engine).invokeFunction("nobody")).isInstanceOf(NoSuchMethodException.class);
    }

    @Test
    void anErrorOfJavaIsAnErrorOfTheProgram() {
        assertThat(new Scheme().eval("(guard (e ((error-object? e) (error-object-message e))) (Integer/parseInt \"x\"))"))
            .hasToString("java.lang.NumberFormatException: For input string: \"x\"");
        assertThatThrownBy(() -> new Scheme().eval("(.siez (ArrayList.))")).isInstanceOf(SchemeError.class)
            .hasMessage("an object of java.util.ArrayList has no method .siez; did you mean .size?");
    }
}
