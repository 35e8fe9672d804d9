package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real disk that is really full: a tmpfs of one megabyte, where this user may mount one.
@Tag("slow")
class FullDiskTest {
    @TempDir
    Path dir;
    private boolean mounted;

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    @BeforeEach
    void mount() throws Exception {
        try {
            mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "loam-test", dir.toString()) == 0;
        } catch (IOException e) {
            mounted = false;
        }
        assumeTrue(mounted, "this user may not mount a tmpfs");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", dir.toString());
        }
    }

    @Test
    void theRunEndsInASentenceAndGoesOnOnceThereIsRoom() throws IOException {
        Path folder = dir.resolve("run");
        // three checkpoints and one being written have room, then the disk is filled up
        Path ballast = dir.resolve("ballast");
        var listener = new Listener() {
            @Override
            public void epoch(Progress p, Score training) {
                if (p.epoch() == 2) {
                    try {
                        Files.write(ballast, new byte[(int) dir.toFile().getUsableSpace() - 20_000]);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        };
        assertThatThrownBy(() -> Run.of(Blobs.config(dir, "run=run", "model.widths=[64]", "checkpoint.steps=10", "epochs=20")).listener(listener).train())
            .isInstanceOf(TrainException.class).hasMessageContaining("could not be written: the disk is full. The last good one is " + folder.resolve("checkpoints/step-"));
        assertThat(folder.resolve("checkpoints")).isDirectoryNotContaining("glob:**.tmp");

        Files.delete(ballast);
        assertThat(Run.resume(folder).train().completed()).isTrue();
    }
}
