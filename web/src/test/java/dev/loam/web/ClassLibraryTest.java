package dev.loam.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.teavm.model.FieldReference;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.MethodReference;
import org.teavm.model.ReferenceCache;
import org.teavm.model.ValueType;
import org.teavm.parsing.ClasspathClassHolderSource;

/// TeaVM compiles only what its `main` reaches; this looks at all portable code.
class ClassLibraryTest {
    private static final String[] PORTABLE = {"dev.loam.tensor", "dev.loam.compiler", "dev.loam.nn", "dev.loam.data.tokenize",
        "dev.loam.data.split"};
    /// TeaVM 0.15.0 rounds halves away from zero and goes by way of a long.
    private static final Set<String> WRONG = Set.of("rint", "round");

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(PORTABLE);

    @Test
    void teaVmHasEveryFieldAndMethodOfTheJdkThatPortableCodeNames() {
        var library = new ClasspathClassHolderSource(new ReferenceCache());
        var missing = new TreeSet<String>();
        for (JavaClass c : CLASSES) {
            for (JavaAccess<?> a : c.getAccessesFromSelf()) {
                JavaClass owner = a.getTargetOwner();
                if (owner.getName().startsWith("java.") && !has(library, a.getTarget())) {
                    missing.add(a.getTarget().getFullName() + " at " + a.getSourceCodeLocation());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void portableCodeRoundsByItsOwnMeans() {
        noClasses().should().callMethodWhere(new DescribedPredicate<JavaMethodCall>("TeaVM rounds differently") {
            @Override
            public boolean test(JavaMethodCall call) {
                return call.getTargetOwner().isEquivalentTo(Math.class) && WRONG.contains(call.getName());
            }
        }).because("dev.loam.tensor.Rounding is exact everywhere").check(CLASSES);
    }

    private static boolean has(ClasspathClassHolderSource library, AccessTarget target) {
        String owner = target.getOwner().getName();
        if (library.get(owner) == null) {
            return false;
        }
        if (target instanceof AccessTarget.FieldAccessTarget) {
            return library.resolve(new FieldReference(owner, target.getName())) != null;
        }
        var method = (AccessTarget.CodeUnitAccessTarget) target;
        var signature = new ValueType[method.getRawParameterTypes().size() + 1];
        for (int i = 0; i < signature.length - 1; i++) {
            signature[i] = type(method.getRawParameterTypes().get(i));
        }
        signature[signature.length - 1] = type(method.getRawReturnType());
        return library.resolve(new MethodReference(owner, new MethodDescriptor(target.getName(), signature))) != null;
    }

    private static ValueType type(JavaType t) {
        JavaClass c = t.toErasure();
        if (c.isArray()) {
            return ValueType.arrayOf(type(c.getComponentType()));
        }
        return switch (c.getName()) {
            case "void" -> ValueType.VOID;
            case "boolean" -> ValueType.BOOLEAN;
            case "byte" -> ValueType.BYTE;
            case "short" -> ValueType.SHORT;
            case "char" -> ValueType.CHARACTER;
            case "int" -> ValueType.INTEGER;
            case "long" -> ValueType.LONG;
            case "float" -> ValueType.FLOAT;
            case "double" -> ValueType.DOUBLE;
            default -> ValueType.object(c.getName());
        };
    }
}
