package dev.loam.lang.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.lang.MutableString;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The library as Java sees it: names, tables, equality. What the procedures compute is tested in Scheme.
class LibraryTest {

    /// What the expander and the machine provide.
    private static final Set<String> ELSEWHERE = Set.of("...", "=>", "_", "and", "apply", "begin", "call-with-current-continuation",
            "call-with-escape-continuation", "call-with-values", "call/cc", "call/ec", "case", "case-lambda", "cond", "cond-expand", "define",
            "define-record-type", "define-syntax", "define-values", "delay", "delay-force", "do", "dynamic-wind", "else", "environment",
            "error", "error-object-irritants", "error-object-message", "error-object?", "eval", "file-error?", "force", "guard", "if",
            "include", "include-ci", "interaction-environment", "lambda", "let", "let*", "let*-values", "let-syntax", "let-values", "letrec",
            "letrec*", "letrec-syntax", "load", "make-parameter", "make-promise", "or", "parameterize", "procedure?", "promise?",
            "quasiquote", "quote", "raise", "raise-continuable", "read", "read-error?", "receive", "set!", "syntax-error", "syntax-rules",
            "unless", "unquote", "unquote-splicing", "values", "when", "with-exception-handler");

    @Test
    void everyNameOfTheLibrariesIsThere() {
        var missing = new TreeSet<String>();
        Names.libraries().values().forEach(names -> names.forEach(name -> {
            if (Library.find(name) == null && Prelude.find(name) == null && !ELSEWHERE.contains(name)) {
                missing.add(name);
            }
        }));
        assertThat(missing).isEmpty();
    }

    @Test
    void everyDefinitionInSchemeIsListedAndNotTwice() {
        var listed = new TreeSet<String>();
        Names.libraries().values().forEach(listed::addAll);
        for (var name : Prelude.all().keySet()) {
            assertThat(name.startsWith("%") || listed.contains(name)).as(name).isTrue();
            assertThat(Library.find(name)).as("%s in Java and in Scheme", name).isNull();
        }
    }

    @Test
    void proceduresCarryTheirNamesAndAreTheSameEachTime() {
        Names.libraries().values().forEach(names -> names.forEach(name -> {
            if (Library.find(name) instanceof Procedure p) {
                assertThat(p.name()).isEqualTo(name);
                assertThat(Library.find(name)).isSameAs(p);
            }
        }));
    }

    @Test
    void definitionsKnowTheirLines() {
        var lines = Names.resource("lists.scm").split("\n");
        for (var definition : Prelude.all().values()) {
            if (definition.file().equals("lists.scm")) {
                assertThat(definition.text()).startsWith(lines[definition.line() - 1]);
            }
        }
    }

    @Test
    void hashTablesKeepTheirOrderThroughGrowthAndDeletion() {
        var table = new HashTable(HashTable.Equivalence.EQUAL, null, null);
        var oracle = new java.util.LinkedHashMap<Long, Long>();
        var random = new java.util.Random(7);
        for (int i = 0; i < 50_000; i++) {
            long key = random.nextInt(3000);
            if (random.nextInt(3) == 0) {
                assertThat(table.remove(key)).isEqualTo(oracle.remove(key) != null);
            } else {
                table.put(key, (long) i);
                oracle.put(key, (long) i);
            }
        }
        assertThat(table.keys()).containsExactly(oracle.keySet().toArray());
        assertThat(table.values()).containsExactly(oracle.values().toArray());
    }

    @Test
    void equalStructuresHashAlike() {
        var a = Pair.list(1L, new MutableString("x"), new Object[] {2.5, new byte[] {1}});
        var b = Pair.list(1L, new MutableString("x"), new Object[] {2.5, new byte[] {1}});
        assertThat(Equality.equal(a, b)).isTrue();
        assertThat(Equality.hash(a)).isEqualTo(Equality.hash(b));
        assertThat(Equality.equal(a, Pair.list(1L))).isFalse();
    }

    @Test
    void errorsNameProcedureAndPosition() {
        assertThatThrownBy(() -> Lists.car(5L)).isInstanceOf(SchemeError.class).hasMessage("car: argument 1 must be a pair, found 5");
        assertThatThrownBy(() -> Vectors.ref(new Object[] {1L}, 1L)).hasMessage("vector-ref: argument 2 must be an index below 1, found 1");
    }
}
