package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.runtime.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedRunTest {
    @TempDir
    Path folder;

    @Test
    void aTraceOfARunHasItsStepsDataEvaluationsAndCheckpoints() throws Exception {
        Path file = folder.resolve("trace.json");
        try (Trace _ = Trace.start(file)) {
            Runs.finished(Runs.config(folder, Runs.MLP, "epochs=1"));
        }
        String trace = Files.readString(file);
        assertThat(count(trace, "\"cat\":\"step\",\"name\":\"step\"")).isEqualTo(10);
        assertThat(count(trace, "\"cat\":\"data\"")).isEqualTo(10);
        assertThat(trace).contains("checkpoint at step 4", "checkpoint at step 8", "checkpoint at step 10", "evaluate 40 examples after step 10",
            "compile step", "compile evaluation");
    }

    private static int count(String text, String part) {
        return (int) Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }

    @Test
    void aFlightRecordingOfARunHasItsStepsDataAndCheckpoints() throws Exception {
        Path file = folder.resolve("run.jfr");
        try (var recording = new Recording()) {
            recording.start();
            Runs.finished(Runs.config(folder, Runs.MLP, "epochs=1"));
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> all = RecordingFile.readAllEvents(file);
        assertThat(of(all, "dev.loam.DataWait")).extracting(e -> e.getLong("step")).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(of(all, "dev.loam.Step").stream().filter(e -> e.getString("program").equals("step"))).hasSize(10);
        assertThat(of(all, "dev.loam.Checkpoint")).extracting(e -> e.getLong("step")).contains(4L, 8L, 10L);
        assertThat(of(all, "dev.loam.Checkpoint").getFirst().getString("path")).endsWith("step-4");
        assertThat(of(all, "dev.loam.Kernel")).as("kernels are recorded on request alone").isEmpty();
    }

    private static List<RecordedEvent> of(List<RecordedEvent> all, String name) {
        return all.stream().filter(e -> e.getEventType().getName().equals(name)).toList();
    }
}
