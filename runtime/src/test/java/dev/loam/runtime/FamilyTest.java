package dev.loam.runtime;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Each family of operations with each dtype it takes gives on every target what the interpreter gives.
class FamilyTest {
    @TestFactory
    Stream<DynamicTest> targetsAgreeWithTheInterpreter() {
        return Families.all().stream().map(f -> DynamicTest.dynamicTest(f.name(), () ->
            Cases.check(f.name(), Math.max(Cases.count(), f.dtypes().size()), c -> {
                var made = f.maker().make(c, f.dtypes().get(c.number() % f.dtypes().size()));
                Targets.check(c, made.result(), made.tolerance());
            })));
    }
}
