package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Finding and fetching a set in the idx format, from places and mirrors made for the test.
class IdxSetTest {
    @TempDir
    Path folder;
    private final List<HttpServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(s -> s.stop(0));
    }

    private IdxSet set(String... mirrors) throws Exception {
        var md5 = new ArrayList<String>();
        for (byte[] content : IdxFiles.set()) {
            md5.add(IdxFiles.md5(content));
        }
        return new IdxSet("mnist", "MNIST", IdxSet.MNIST.classes(), List.of(mirrors), md5, "0", true, Duration.ofSeconds(2));
    }

    private DataOptions options(Map<String, String> environment) {
        var all = new java.util.HashMap<>(Map.of("HOME", folder.resolve("home").toString(), "LOAM_CACHE", folder.resolve("cache").toString()));
        all.putAll(environment);
        return DataOptions.defaults().environment(all).workingDir(folder.resolve("work"));
    }

    private String mirror(List<byte[]> contents) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        for (int i = 0; i < contents.size(); i++) {
            byte[] zipped = IdxFiles.zipped(contents.get(i));
            server.createContext("/" + IdxSet.FILES.get(i) + ".gz", x -> {
                x.sendResponseHeaders(200, zipped.length);
                x.getResponseBody().write(zipped);
                x.close();
            });
        }
        server.start();
        servers.add(server);
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    /// The address of a server that takes connections and never answers.
    private String silent() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        servers.add(server);
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    @Test
    void theFolderThatWasNamedComesFirstThenTheEnvironmentThenTheWorkingFolderThenTheCache() throws Exception {
        var places = List.of(folder.resolve("named/mnist"), folder.resolve("env/mnist"), folder.resolve("work/data"), folder.resolve("cache/mnist"));
        for (Path p : places) {
            IdxFiles.write(p, IdxFiles.set());
        }
        DataOptions all = options(Map.of("LOAM_DATA", folder.resolve("env").toString()));
        assertThat(set().locate(all.dir(folder.resolve("named")))).hasValue(places.get(0));
        assertThat(set().locate(all)).hasValue(places.get(1));
        assertThat(set().locate(options(Map.of()))).hasValueSatisfying(p -> assertThat(p.toAbsolutePath().normalize()).isEqualTo(places.get(2)));
        Files.delete(places.get(2).resolve(IdxSet.FILES.get(3) + ".gz"));
        assertThat(set().locate(options(Map.of()))).hasValue(places.get(3));
    }

    @Test
    void theSetIsFetchedFromTheFirstMirrorThatHasItAndKept() throws Exception {
        IdxSet set = set(silent(), mirror(IdxFiles.set()));
        DataSource source = set.open(options(Map.of()));
        assertThat(source.train().size() + source.validation().size()).isEqualTo(40);
        assertThat(source.test().size()).isEqualTo(20);
        servers.forEach(s -> s.stop(0));
        assertThat(set.open(options(Map.of()).offline(true)).test().size()).isEqualTo(20);
    }

    @Test
    void aFileWithAnotherChecksumIsRefusedAndNothingIsLeft() throws Exception {
        var wrong = new ArrayList<>(IdxFiles.set());
        wrong.set(0, IdxFiles.images(40, 5, 5));
        IdxSet set = set(mirror(wrong));
        assertThatThrownBy(() -> set.open(options(Map.of()))).isInstanceOf(DataException.class).hasMessageContaining("MNIST is not in")
            .hasMessageContaining("./loam data mnist");
        Path cache = folder.resolve("cache/mnist");
        if (Files.exists(cache)) {
            try (var files = Files.list(cache)) {
                assertThat(files).as("no file that would be taken for the set").noneMatch(f -> f.getFileName().toString().startsWith("train-images"));
            }
        }
    }

    @Test
    void withoutNetworkTheDrawnDigitsStandInAndSaySo() throws Exception {
        DataSource source = new MnistOrDigits(set(silent())).open(options(Map.of()));
        assertThat(source.name()).isEqualTo("digits");
        assertThat(source.standIn()).isTrue();
        assertThat(source.notice()).contains("drawn by Loam, not MNIST").contains("./loam data mnist");
        assertThat(source.train().size() + source.validation().size()).isEqualTo(60_000);
        assertThat(source.test().size()).isEqualTo(10_000);
    }

    @Test
    void offlineNothingIsFetched() throws Exception {
        IdxSet set = set(mirror(IdxFiles.set()));
        assertThatThrownBy(() -> set.open(options(Map.of()).offline(true))).isInstanceOf(DataException.class).hasMessageContaining("--offline");
    }

    @Test
    void unequalNumbersOfImagesAndLabelsAreNamed() throws Exception {
        var wrong = new ArrayList<>(IdxFiles.set());
        wrong.set(1, IdxFiles.labels(39));
        IdxFiles.write(folder.resolve("env/mnist"), wrong);
        assertThatThrownBy(() -> set().open(options(Map.of("LOAM_DATA", folder.resolve("env").toString())))).isInstanceOf(DataException.class)
            .hasMessageContaining("40").hasMessageContaining("39");
    }
}
