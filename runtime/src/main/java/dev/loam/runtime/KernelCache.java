package dev.loam.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Generated machine code, kept from one start to the next: a file per program, named by the hash of all that determines the code
/// (the code's text without comments, LLVM's version, the processor and its features). Each file begins with the hash of the
/// rest, so a damaged one is noticed and made again. The folder is the owner's alone and does not outgrow a limit.
final class KernelCache {
    private static final long LIMIT = 256L << 20;
    private static final int HASH = 32;

    private final Path folder;
    private final long limit;

    KernelCache() {
        this(Cache.folder().resolve("kernels"), LIMIT);
    }

    KernelCache(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /// The object file for `code` on `machine`, from the cache or made by `compile` and kept. A cache that can not be read or
    /// written is passed over.
    byte[] get(String code, String machine, Supplier<byte[]> compile) {
        Path file = folder.resolve(HexFormat.of().formatHex(sha256(key(code, machine))) + ".o");
        byte[] known = read(file);
        if (known != null) {
            return known;
        }
        byte[] made = compile.get();
        try {
            write(file, made);
        } catch (IOException | UncheckedIOException e) {
            Debug.print(1, "kernel cache: " + file.getParent() + " can not be written (" + e + "); going on without it");
        }
        return made;
    }

    /// The code without comments, which hold names that do not matter.
    private static byte[] key(String code, String machine) {
        var text = new StringBuilder(machine).append('\n');
        code.lines().filter(l -> !l.startsWith(";")).forEach(l -> text.append(l).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                return null;
            }
            byte[] all = Files.readAllBytes(file);
            if (all.length <= HASH) {
                return null;
            }
            byte[] object = Arrays.copyOfRange(all, HASH, all.length);
            if (!Arrays.equals(sha256(object), Arrays.copyOf(all, HASH))) {
                Debug.print(1, "kernel cache: " + file + " is damaged and made again");
                return null;
            }
            // the time of last use, by which old entries are dropped
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return object;
        } catch (IOException e) {
            return null;
        }
    }

    private void write(Path file, byte[] object) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        makeRoom(object.length + HASH);
        Path part = Files.createTempFile(folder, "new", ".part");
        try {
            byte[] all = Arrays.copyOf(sha256(object), HASH + object.length);
            System.arraycopy(object, 0, all, HASH, object.length);
            Files.write(part, all);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Deletes what was not used for longest until `bytes` more fit.
    private void makeRoom(long bytes) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            var files = list.filter(f -> f.toString().endsWith(".o")).map(Entry::of).sorted(Comparator.comparing(Entry::used)).toList();
            long total = files.stream().mapToLong(Entry::bytes).sum();
            for (Entry e : files) {
                if (total + bytes <= limit) {
                    break;
                }
                Files.deleteIfExists(e.file());
                total -= e.bytes();
            }
        }
    }

    private record Entry(Path file, long bytes, FileTime used) {
        static Entry of(Path file) {
            try {
                return new Entry(file, Files.size(file), Files.getLastModifiedTime(file));
            } catch (IOException e) {
                // another process has just removed it
                return new Entry(file, 0, FileTime.fromMillis(0));
            }
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
