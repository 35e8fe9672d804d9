package dev.loam.tensor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The portable packages run in browsers, where much of the JDK is missing; a package that joins them is named here.
class PortabilityTest {
    private static final String[] PORTABLE = {"dev.loam.tensor"};
    private static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(PORTABLE);

    @Test
    void portableCodeUsesNoFilesThreadsReflectionNativeCodeOrStreams() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.lang.foreign..",
                "java.lang.reflect..", "java.lang.ref..", "java.util.concurrent..", "java.util.regex..",
                "java.util.stream..", "java.text..", "java.time..", "java.util.logging..", "sun..", "jdk..")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.Thread")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.StackWalker")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.Process")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.Runtime")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.WeakHashMap")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.Formatter")
            .check(CLASSES);
    }

    @Test
    void portableCodeFormatsAndMatchesNoText() {
        noClasses().should().callMethodWhere(new DescribedPredicate<JavaMethodCall>("it formats, or takes a regular expression") {
            @Override
            public boolean test(JavaMethodCall call) {
                String name = call.getTarget().getName();
                return call.getTargetOwner().isEquivalentTo(String.class)
                    && (name.equals("format") || name.equals("formatted") || name.equals("matches") || name.equals("split")
                    || name.equals("replaceAll") || name.equals("replaceFirst"));
            }
        }).check(CLASSES);
    }

    @Test
    void valuesDoNotComeFromTheMathLibraryOfThePlatform() {
        noClasses().that().resideInAPackage("dev.loam.tensor").should()
            .callMethodWhere(new DescribedPredicate<JavaMethodCall>("its result differs from one platform to another") {
                @Override
                public boolean test(JavaMethodCall call) {
                    String name = call.getTarget().getName();
                    return call.getTargetOwner().isEquivalentTo(StrictMath.class)
                        || call.getTargetOwner().isEquivalentTo(Math.class) && switch (name) {
                            case "exp", "expm1", "log", "log10", "log1p", "tanh", "sinh", "cosh", "sin", "cos", "tan", "pow", "fma",
                                "cbrt", "hypot", "asin", "acos", "atan", "atan2", "random" -> true;
                            default -> false;
                        };
                }
            }).check(CLASSES);
    }

    @Test
    void tensorKnowsNoOtherModule() {
        noClasses().that().resideInAPackage("dev.loam.tensor").should().dependOnClassesThat()
            .resideOutsideOfPackages("dev.loam.tensor", "java..").check(CLASSES);
    }
}
