package dev.loam.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A process in which the peer runs, with the environment of one setting. It is stopped by a signal while it is not asked for anything,
/// so that its threads, which may spin, take nothing from whoever is measured then.
final class PeerProcess implements AutoCloseable {
    static final String TIMES = "times ";
    static final String ERROR = "error ";
    private static final boolean SIGNALS = !System.getProperty("os.name").startsWith("Windows");

    private final Process process;
    private final BufferedWriter to;
    private final BufferedReader from;
    private final Thread atExit;

    /// What a peer is asked to time: a line of words.
    ///
    /// @param workload and the number of its case
    /// @param fresh    whether the cases before are to be forgotten
    /// @param least    the fewest steps
    record Request(String workload, int number, boolean fresh, int least, PeerSetting setting, BenchOptions options) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s %d fresh=%s least=%d threads=%d seconds=%s batch=%d warmup=%d steps=%d seed=%d %s", workload,
                number, fresh, least, options.threads(), options.seconds(), options.batch(), options.warmup(), options.steps(), options.seed(),
                setting).strip();
        }

        static Request parse(String line) {
            String[] words = line.split(" ");
            var setting = new StringBuilder();
            var options = BenchOptions.standard();
            boolean fresh = false;
            int least = Times.LEAST;
            for (int i = 2; i < words.length; i++) {
                String value = words[i].substring(words[i].indexOf('=') + 1);
                if (PeerSetting.isChoice(words[i])) {
                    setting.append(words[i]).append(' ');
                } else if (words[i].startsWith("fresh=")) {
                    fresh = Boolean.parseBoolean(value);
                } else if (words[i].startsWith("least=")) {
                    least = Integer.parseInt(value);
                } else {
                    options = options.with(words[i]);
                }
            }
            return new Request(words[0], Integer.parseInt(words[1]), fresh, least, PeerSetting.parse(setting.toString()), options);
        }
    }

    private PeerProcess(Process process) {
        this.process = process;
        this.to = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        // one that is stopped would outlive this process
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /// @param libraries the class path of the peer
    /// @param natives   a folder for the libraries it unpacks
    /// @param setting   of the process
    static PeerProcess start(String libraries, Path natives, PeerSetting setting, int threads) {
        boolean mkl = setting.value(PeerSetting.Choice.BLAS).equals("mkl");
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Dorg.bytedeco.javacpp.cachedir=" + (mkl ? natives.resolve("mkl") : natives),
            "-Dorg.bytedeco.javacpp.maxBytes=0", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"));
        if (mkl) {
            command.add("-Dorg.bytedeco.openblas.load=mkl_rt");
        }
        command.addAll(List.of("-cp", libraries, "dev.loam.bench.LibTorchPeer"));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        var environment = builder.environment();
        String count = Integer.toString(threads);
        for (String name : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")) {
            environment.put(name, count);
        }
        // one pool of threads for MKL and for LibTorch
        environment.put("MKL_THREADING_LAYER", "GNU");
        if (threads > 1) {
            environment.put("OMP_WAIT_POLICY", setting.value(PeerSetting.Choice.WAIT).toUpperCase(Locale.ROOT));
        }
        try {
            var started = new PeerProcess(builder.start());
            started.signal("-STOP");
            return started;
        } catch (IOException e) {
            throw new BenchException("bench: the peer could not be started: " + e.getMessage());
        }
    }

    /// Times one case, in addition to those before.
    ///
    /// @throws BenchException where the peer cannot do it; the message says why
    void run(Request request, Times times) {
        String answer;
        try {
            signal("-CONT");
            to.write(request + "\n");
            to.flush();
            answer = from.readLine();
            signal("-STOP");
        } catch (IOException e) {
            answer = null;
        }
        if (answer == null) {
            throw new BenchException("bench: the peer ended while it ran '" + request + "'");
        }
        if (!answer.startsWith(TIMES)) {
            throw new BenchException("bench: the peer cannot run '" + request + "': " + answer.replaceFirst("^" + ERROR, ""));
        }
        times.add(answer.substring(TIMES.length()));
    }

    private void signal(String name) throws IOException {
        if (SIGNALS) {
            try {
                new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
