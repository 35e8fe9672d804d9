package dev.loam.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fetching a JDK, from a server on this machine that answers like Adoptium's; with curl alone and with wget alone.
@DisabledOnOs(OS.WINDOWS)
class JdkFetchTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private Sandbox machine;
    private HttpServer server;
    private byte[] archive;
    private String checksum;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        machine = new Sandbox(folder);
        machine.maven("");
        archive = archive();
        checksum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v3/assets/latest/25/hotspot", exchange -> answer(exchange, description()));
        server.createContext("/files/", this::file);
        server.start();
        machine.environment.put("LOAM_JDK_URL", "http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /// A JDK of three small files, packed as Temurin's are.
    private byte[] archive() throws Exception {
        machine.jdk("packed/jdk-25.0.3+9", "25.0.3");
        Path file = machine.folder.resolve("made.tar.gz");
        int code = new ProcessBuilder("tar", "-czf", file.toString(), "-C", machine.folder.resolve("packed").toString(), "jdk-25.0.3+9").start().waitFor();
        assertThat(code).isZero();
        return Files.readAllBytes(file);
    }

    private String description() {
        return """
            [
                {
                    "binary": {
                        "architecture": "x64",
                        "installer": {"checksum": "00", "link": "http://wrong/installer.msi", "size": 1},
                        "package": {
                            "checksum": "%s",
                            "checksum_link": "http://wrong/sum.txt",
                            "link": "http://127.0.0.1:%d/files/OpenJDK25U-jdk_x64.tar.gz",
                            "name": "OpenJDK25U-jdk_x64.tar.gz",
                            "size": %d
                        }
                    }
                }
            ]
            """.formatted(checksum, server.getAddress().getPort(), archive.length);
    }

    private void answer(HttpExchange exchange, String text) throws IOException {
        requests.add(exchange.getRequestURI().toString());
        exchange.sendResponseHeaders(200, text.length());
        exchange.getResponseBody().write(text.getBytes());
        exchange.close();
    }

    /// Serves the archive, whole or from where it is asked to begin.
    private void file(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        if (from > 0) {
            exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + (archive.length - 1) + "/" + archive.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, archive.length - from);
        exchange.getResponseBody().write(archive, from, archive.length - from);
        exchange.close();
    }

    private void with(String tool) throws IOException {
        assumeTrue(Sandbox.installed(tool), tool + " is not installed");
        machine.tool(tool);
    }

    @ParameterizedTest
    @ValueSource(strings = {"curl", "wget"})
    void itIsFetchedOnceUnpackedAndUsed(String tool) throws Exception {
        with(tool);

        var first = machine.run("doctor");
        var second = machine.run("doctor");

        assertThat(first.code()).isEqualTo(7);
        assertThat(first.err()).startsWith("No JDK 25 found.\nFetching Temurin 25, 0 MB, into " + machine.cache + "/jdk\n");
        assertThat(second.code()).isEqualTo(7);
        assertThat(second.err()).isEmpty();
        assertThat(second.out().lines()).contains("-Dloam.java.from=" + machine.cache + "/jdk");
        assertThat(requests).containsExactly(
            "/v3/assets/latest/25/hotspot?architecture=x64&image_type=jdk&os="
                + (Files.exists(Path.of("/etc/alpine-release")) ? "alpine-linux" : "linux") + "&vendor=eclipse",
            "/files/OpenJDK25U-jdk_x64.tar.gz");
        assertThat(kept()).containsExactly("jdk-25.0.3+9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"curl", "wget"})
    void aPartialFileIsResumed(String tool) throws Exception {
        with(tool);
        Path part = Files.createDirectories(machine.cache.resolve("jdk")).resolve("OpenJDK25U-jdk_x64.tar.gz.part");
        Files.write(part, Arrays.copyOf(archive, 100));

        assertThat(machine.run("doctor").code()).isEqualTo(7);
        assertThat(requests.getLast()).isEqualTo("/files/OpenJDK25U-jdk_x64.tar.gz bytes=100-");
        assertThat(kept()).containsExactly("jdk-25.0.3+9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"curl", "wget"})
    void aWrongChecksumIsRefused(String tool) throws Exception {
        with(tool);
        checksum = "0".repeat(64);

        var result = machine.run("doctor");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).endsWith("OpenJDK25U-jdk_x64.tar.gz is wrong: it was thrown away. Start again to fetch it anew.\n");
        assertThat(kept()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"curl", "wget"})
    void offlineNeverAsksTheServer(String tool) throws Exception {
        with(tool);

        var result = machine.run("--offline", "doctor");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("With --offline none is fetched.");
        assertThat(requests).isEmpty();
    }

    private List<String> kept() throws IOException {
        try (var files = Files.list(machine.cache.resolve("jdk"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
