package dev.loam.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.teavm.tooling.EmptyTeaVMToolLog;
import org.teavm.tooling.TeaVMProblemRenderer;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.vm.TeaVMOptimizationLevel;

/// The portable modules give in a browser what they give on the JVM: [PortableCheck], compiled by TeaVM, prints the same in Node.
class PortableTest {
    /// JavaScript needs one with BigInt and its 64-bit views; WebAssembly GC the newest.
    private static final int SCRIPT_NODE = 16;
    private static final String RUNTIME = "wasm-gc-module-runtime.js";

    @Test
    void javaScriptPrintsWhatTheJvmPrints() throws Exception {
        Path script = compile(TeaVMTargetType.JAVASCRIPT, ArithmeticTransformer.JavaScript.class, "check.js");
        Path main = Files.writeString(script.resolveSibling("run.cjs"), "require('./check.js').main([]);\n");
        Node node = nodeOrAbort(SCRIPT_NODE);
        compare("JavaScript", script, node.run(main), node);
    }

    @Test
    void webAssemblyPrintsWhatTheJvmPrints() throws Exception {
        Path binary = compile(TeaVMTargetType.WEBASSEMBLY_GC, ArithmeticTransformer.Wasm.class, "check.wasm");
        try (InputStream in = TeaVMTool.class.getResourceAsStream("/org/teavm/backend/wasm/" + RUNTIME)) {
            Files.write(binary.resolveSibling(RUNTIME), in.readAllBytes());
        }
        Path main = Files.writeString(binary.resolveSibling("run.mjs"), """
            import {load} from './%s';
            const program = await load('./check.wasm');
            program.exports.main([]);
            """.formatted(RUNTIME));
        Node node = nodeOrAbort(Node.INSTALLED);
        compare("WebAssembly", binary, node.run(main), node);
    }

    private static Node nodeOrAbort(int major) {
        try {
            return Node.findOrInstall(major);
        } catch (Node.Failure e) {
            return abort("compiled, but not run: " + e.getMessage());
        }
    }

    private static Path compile(TeaVMTargetType target, Class<?> transformer, String name) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "teavm", name));
        var tool = new TeaVMTool();
        tool.setTargetType(target);
        tool.setMainClass(PortableCheck.class.getName());
        tool.setClassPath(classPath());
        tool.getTransformers().add(transformer.getName());
        tool.setOptimizationLevel(TeaVMOptimizationLevel.SIMPLE);
        tool.setTargetDirectory(folder.toFile());
        tool.setTargetFileName(name);
        tool.setLog(new EmptyTeaVMToolLog());
        tool.generate();
        var problems = new Problems();
        TeaVMProblemRenderer.describeProblems(tool.getDependencyInfo().getCallGraph(), tool.getProblemProvider(), problems);
        assertThat(problems.text).as("what TeaVM can not compile, and who calls it").isEmpty();
        return folder.resolve(name);
    }

    private static final class Problems extends EmptyTeaVMToolLog {
        final StringBuilder text = new StringBuilder();

        @Override
        public void error(String message) {
            text.append(message).append('\n');
        }

        @Override
        public void warning(String message) {
            error(message);
        }
    }

    private static List<File> classPath() {
        var files = new ArrayList<File>();
        for (String s : System.getProperty("java.class.path").split(File.pathSeparator)) {
            files.add(new File(s));
        }
        return files;
    }

    private static void compare(String what, Path file, Node.Result run, Node node) throws IOException {
        assertThat(run.errors()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.output().lines().toList()).containsExactlyElementsOf(PortableCheck.report().lines().toList());
        assertThat(run.output()).isEqualTo(PortableCheck.report());
        System.out.println(what + ": " + Files.size(file) / 1000 + " kB, in Node " + node.major() + " from " + node.executable());
    }
}
