package dev.loam.lang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RepresentationTest {
    private static Map<String, Object> builtins() {
        var table = new Builtins();
        Control.register(table);
        return table.values();
    }

    @Test
    void aStringWidensAsItsCharactersDo() {
        var s = MutableString.filled(3, 'a');
        s.set(1, 0x3bb);
        s.set(2, 0x1f600);
        assertThat(s.toString()).isEqualTo("aλ\uD83D\uDE00");
        assertThat(s.length()).isEqualTo(3);
        assertThat(s.at(2)).isEqualTo(0x1f600);
        s.append('z');
        assertThat(s.substring(1, 4).toString()).isEqualTo("λ\uD83D\uDE00z");
    }

    @Test
    void structuresThatContainThemselvesAreWrittenWithLabels() {
        var p = new Pair(1L, Nil.NIL);
        p.cdr = p;
        assertThat(Printer.write(p)).isEqualTo("#0=(1 . #0#)");
        var shared = Pair.list(1L);
        assertThat(Printer.write(Pair.list(shared, shared))).isEqualTo("((1) (1))");
        assertThat(Printer.print(Pair.list(shared, shared), false, Printer.Labels.SHARED)).isEqualTo("(#0=(1) #0#)");
    }

    @Test
    void aWrongNumberOfArgumentsIsTold() {
        assertThatThrownBy(() -> Procedure.call(builtins().get("dynamic-wind"), 1L)).isInstanceOf(SchemeError.class)
            .hasMessage("dynamic-wind takes 3 arguments, was given 1");
    }

    @Test
    void tailCallsTakeNoStack() {
        var loop = new Object() {
            Procedure f;
        };
        var table = new Builtins();
        table.define("loop", n -> (long) n == 0 ? "done" : Machine.tail(loop.f, (long) n - 1));
        loop.f = (Procedure) table.values().get("loop");
        assertThat(Procedure.call(loop.f, 1_000_000L)).isEqualTo("done");
    }

    @Test
    void aContinuationIsReentered() {
        var table = new Builtins();
        Control.register(table);
        var k = new Object[1];
        table.define("receiver", c -> {
            k[0] = c;
            return 1L;
        });
        table.define("body", () -> Machine.tail(table.values().get("call/cc"), table.values().get("receiver")));
        var count = new int[1];
        table.define("consumer", x -> {
            count[0]++;
            return (long) x < 5 ? Machine.tail(k[0], (long) x + 1) : x;
        });
        table.define("main", () -> Machine.tail(table.values().get("call-with-values"), table.values().get("body"), table.values().get("consumer")));
        assertThat(Procedure.call(table.values().get("main"))).isEqualTo(5L);
        assertThat(count[0]).isEqualTo(5);
    }
}
