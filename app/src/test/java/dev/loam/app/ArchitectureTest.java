package dev.loam.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Which module may use which, and what the portable ones do without. A module that joins is named here.
class ArchitectureTest {
    /// In the order data flows: a module imports only those before it.
    private static final List<String> ORDER = List.of("tensor", "compiler", "runtime", "nn", "data", "train", "lang", "chat", "export",
        "serve", "web", "spark", "bench", "app");
    /// These run in browsers, where much of the JDK is missing.
    private static final String[] PORTABLE = {"dev.loam.tensor", "dev.loam.compiler", "dev.loam.nn", "dev.loam.data.tokenize",
        "dev.loam.data.split"};
    /// What a computation gives must not depend on the math library of the platform.
    private static final Set<String> PLATFORM_MATH = Set.of("exp", "expm1", "log", "log10", "log1p", "tanh", "sinh", "cosh", "sin", "cos",
        "tan", "pow", "fma", "cbrt", "hypot", "asin", "acos", "atan", "atan2", "random");
    private static final Set<String> TEXT_PATTERNS = Set.of("format", "formatted", "matches", "split", "replaceAll", "replaceFirst");

    private static final JavaClasses LOAM = new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.loam");

    private static void check(ArchRule rule) {
        // a portable package that has no class yet is no mistake
        rule.allowEmptyShould(true).check(LOAM);
    }

    @Test
    void aModuleUsesOnlyThoseBeforeIt() {
        for (int i = 0; i < ORDER.size(); i++) {
            var later = new ArrayList<String>();
            for (String m : ORDER.subList(i + 1, ORDER.size())) {
                later.add("dev.loam." + m + "..");
            }
            check(noClasses().that().resideInAPackage("dev.loam." + ORDER.get(i) + "..")
                .should().dependOnClassesThat().resideInAnyPackage(later.toArray(new String[0])));
        }
        check(noClasses().that().resideInAPackage("dev.loam.tensor").should().dependOnClassesThat()
            .resideOutsideOfPackages("dev.loam.tensor", "java.."));
    }

    @Test
    void portableCodeUsesNoFilesThreadsReflectionNativeCodeOrStreams() {
        check(noClasses().that().resideInAnyPackage(PORTABLE).should().dependOnClassesThat().resideInAnyPackage("java.io..", "java.nio..",
            "java.net..", "java.lang.foreign..", "java.lang.reflect..", "java.lang.ref..", "java.util.concurrent..", "java.util.regex..",
            "java.util.stream..", "java.text..", "java.time..", "java.util.logging..", "javax..", "sun..", "jdk.."));
        for (String name : List.of("java.lang.Thread", "java.lang.ThreadLocal", "java.lang.StackWalker", "java.lang.Process", "java.lang.Runtime",
            "java.lang.ClassLoader", "java.util.WeakHashMap", "java.util.Formatter", "java.util.Scanner")) {
            check(noClasses().that().resideInAnyPackage(PORTABLE).should().dependOnClassesThat().haveFullyQualifiedName(name));
        }
    }

    @Test
    void portableCodeNeitherFormatsNorTakesRegularExpressions() {
        check(noClasses().that().resideInAnyPackage(PORTABLE).should()
            .callMethodWhere(of("formats, or takes a regular expression", String.class, TEXT_PATTERNS)));
    }

    @Test
    void valuesDoNotComeFromTheMathLibraryOfThePlatform() {
        String[] computing = Arrays.copyOf(PORTABLE, 2);
        check(noClasses().that().resideInAnyPackage(computing).should()
            .callMethodWhere(of("differs from one platform to another", Math.class, PLATFORM_MATH)));
        check(noClasses().that().resideInAnyPackage(computing).should().dependOnClassesThat().haveFullyQualifiedName("java.lang.StrictMath"));
    }

    @Test
    void portableCodeBuildsNoMethodHandles() {
        // what javac makes for lambdas, records and switches names these classes, but calls none of their methods
        check(noClasses().that().resideInAnyPackage(PORTABLE).should().accessClassesThat().resideInAPackage("java.lang.invoke.."));
    }

    @Test
    void aModuleRequiresWhatItUsesAndOnlyModulesBeforeIt() throws IOException {
        Map<String, ModuleDescriptor> modules = descriptors();
        assertThat(modules.keySet()).contains("dev.loam.tensor", "dev.loam.web", "dev.loam.app");
        for (ModuleDescriptor m : modules.values()) {
            assertThat(ORDER).as("the order has a place for every module").contains(folder(m.name()));
            Set<String> required = new TreeSet<>();
            for (ModuleDescriptor.Requires r : m.requires()) {
                if (r.name().startsWith("dev.loam.")) {
                    required.add(r.name());
                    assertThat(ORDER.indexOf(folder(r.name()))).as("%s requires %s", m.name(), r.name()).isLessThan(ORDER.indexOf(folder(m.name())));
                }
            }
            Set<String> used = used(m.name());
            assertThat(used).as("%s uses every module it requires", m.name()).containsAll(required);
            for (String u : used) {
                assertThat(reaches(modules, required, u)).as("%s requires %s, which it uses", m.name(), u).isTrue();
            }
        }
    }

    /// Where `used` is one of `required`, or passed on by one of them.
    private static boolean reaches(Map<String, ModuleDescriptor> modules, Set<String> required, String used) {
        for (String r : required) {
            var passedOn = new TreeSet<String>();
            for (ModuleDescriptor.Requires next : modules.get(r).requires()) {
                if (next.modifiers().contains(ModuleDescriptor.Requires.Modifier.TRANSITIVE)) {
                    passedOn.add(next.name());
                }
            }
            passedOn.retainAll(modules.keySet());
            if (r.equals(used) || reaches(modules, passedOn, used)) {
                return true;
            }
        }
        return false;
    }

    /// The other modules whose classes are used by those of `module`.
    private static Set<String> used(String module) {
        var found = new TreeSet<String>();
        for (JavaClass c : LOAM) {
            for (Dependency d : c.getDirectDependenciesFromSelf()) {
                String target = d.getTargetClass().getBaseComponentType().getPackageName();
                if (within(module, c.getPackageName()) && target.startsWith("dev.loam.") && !within(module, target)) {
                    found.add("dev.loam." + folder(target));
                }
            }
        }
        return found;
    }

    private static boolean within(String module, String name) {
        return name.equals(module) || name.startsWith(module + ".");
    }

    /// `nn` of `dev.loam.nn` or of a package in it.
    private static String folder(String name) {
        return name.split("\\.")[2];
    }

    private static Map<String, ModuleDescriptor> descriptors() throws IOException {
        var found = new TreeMap<String, ModuleDescriptor>();
        for (URL url : Collections.list(ArchitectureTest.class.getClassLoader().getResources("module-info.class"))) {
            try (InputStream in = url.openStream()) {
                ModuleDescriptor m = ModuleDescriptor.read(in);
                if (m.name().startsWith("dev.loam.")) {
                    found.put(m.name(), m);
                }
            }
        }
        return found;
    }

    private static DescribedPredicate<JavaMethodCall> of(String why, Class<?> owner, Set<String> names) {
        return new DescribedPredicate<>("it " + why) {
            @Override
            public boolean test(JavaMethodCall call) {
                return call.getTargetOwner().isEquivalentTo(owner) && names.contains(call.getTarget().getName());
            }
        };
    }
}
