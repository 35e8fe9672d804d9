package dev.loam.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;

/// Fetches files from mirrors into a folder. What arrives goes to a temporary name, is checked, and only then gets
/// its own name, in one step: an interrupted download leaves nothing that could be taken for the file, and starting again works.
final class Download {
    /// How long to wait for answers in all, name look-ups and every mirror included, while none has been had.
    static final Duration PATIENCE = Duration.ofSeconds(5);
    /// How long a transfer may stand still.
    private static final int STALL_MILLIS = 15_000;
    private static final long MAX_FILE = 512L << 20;

    private final DataOptions.Progress progress;
    private long patience;

    Download(DataOptions.Progress progress, Duration patience) {
        this.progress = progress;
        this.patience = patience.toNanos();
    }

    /// Fetches `name` from the first mirror that has it into `folder`; its uncompressed bytes must have the MD5 `md5`.
    void fetch(String name, List<String> mirrors, Path folder, String md5) {
        var failures = new ArrayList<String>();
        Path part = null;
        try {
            Files.createDirectories(folder);
            sweep(folder);
            part = Files.createTempFile(folder, name + "-", ".part");
            for (int i = 0; i < mirrors.size(); i++) {
                URI address = URI.create(mirrors.get(i) + name);
                String failure = attempt(name, address, part, md5, mirrors.size() - i);
                if (failure == null) {
                    move(part, folder.resolve(name));
                    return;
                }
                failures.add(address.getHost() + ": " + failure);
            }
        } catch (IOException e) {
            throw new DataException("cannot write to " + folder + " (" + Idx.reason(e) + "). Set LOAM_CACHE to a folder that can be written to.", e);
        } finally {
            delete(part);
        }
        throw new DataException(name + " could not be fetched: " + String.join("; ", failures));
    }

    /// Null where it worked, else why it did not. Trouble with the disk is thrown, as no other mirror would help.
    private String attempt(String name, URI address, Path part, String md5, int left) throws IOException {
        if (patience <= 0) {
            return "not tried, the time to find a mirror was over";
        }
        try (InputStream in = connect(address, name, left); OutputStream out = Files.newOutputStream(part)) {
            byte[] buffer = new byte[1 << 16];
            long done = 0;
            while (true) {
                int got;
                try {
                    got = in.read(buffer);
                } catch (IOException e) {
                    return "broke off after " + done + " bytes (" + words(e) + ")";
                }
                if (got < 0) {
                    break;
                }
                done += got;
                if (done > MAX_FILE) {
                    return "sends more than " + (MAX_FILE >> 20) + " MiB";
                }
                out.write(buffer, 0, got);
                progress.at(name, done, total);
            }
        } catch (Unreachable e) {
            return e.getMessage();
        }
        String found = md5(part);
        return md5.equals(found) ? null : "sent something else (MD5 " + found + " where " + md5 + " was expected)";
    }

    private long total = -1;

    /// Opens the connection on a thread of its own: neither name look-ups nor proxies keep to a time limit.
    ///
    /// @param left mirrors to try, this one included; a silent one takes only its share of the patience
    private InputStream connect(URI address, String name, int left) throws Unreachable {
        var task = new FutureTask<>(() -> {
            var connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout((int) PATIENCE.toMillis());
            connection.setReadTimeout(STALL_MILLIS);
            connection.setRequestProperty("User-Agent", "loam");
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("answered " + status + " for " + name);
            }
            total = connection.getContentLengthLong();
            return connection.getInputStream();
        });
        Thread.ofPlatform().daemon().name("loam-download").start(task);
        long start = System.nanoTime();
        try {
            InputStream in = task.get(patience / left, TimeUnit.NANOSECONDS);
            patience = Math.max(patience, PATIENCE.toNanos());
            return in;
        } catch (TimeoutException e) {
            throw new Unreachable("no answer in time");
        } catch (ExecutionException e) {
            throw new Unreachable(words(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException("fetching " + name + " was interrupted; start again to go on", e);
        } finally {
            patience -= System.nanoTime() - start;
        }
    }

    private static String words(Throwable e) {
        return switch (e) {
            case UnknownHostException u -> "the name cannot be looked up; is there a network?";
            case SocketTimeoutException s -> "no answer in time";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }

    /// MD5 of the content, uncompressed where it is gzip; empty where it cannot be uncompressed.
    private static String md5(Path file) throws IOException {
        Hash hash = Hash.md5();
        try (var raw = new BufferedInputStream(Files.newInputStream(file)); var in = new GZIPInputStream(raw, 1 << 16)) {
            byte[] buffer = new byte[1 << 16];
            long done = 0;
            for (int got; (got = in.read(buffer)) >= 0 && done <= MAX_FILE; done += got) {
                hash.add(buffer, 0, got);
            }
        } catch (java.util.zip.ZipException | java.io.EOFException e) {
            return "of damaged gzip data";
        }
        return hash.hex();
    }

    static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// Removes what killed downloads left behind; young parts may belong to another process.
    private static void sweep(Path folder) throws IOException {
        Instant old = Instant.now().minus(Duration.ofHours(1));
        try (var parts = Files.newDirectoryStream(folder, "*.part")) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(old)) {
                    delete(part);
                }
            }
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // a left-over part is swept by a later download
        }
    }

    private static final class Unreachable extends Exception {
        Unreachable(String why) {
            super(why);
        }
    }
}
