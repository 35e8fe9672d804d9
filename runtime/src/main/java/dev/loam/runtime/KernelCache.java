package dev.loam.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

/// What compiling made, kept from one start to the next in files that are named by the hash of all that determines them. Each file
/// ends with the hash of the rest, so a damaged one is noticed and made again. (A shared library may have something behind its end.)
/// The folder is the owner's alone, since code in it is run, and does not outgrow a limit. A cache that can not be read or written is
/// passed over.
final class KernelCache {
    private static final long LIMIT = 256L << 20;
    /// Files are counted again after each of so many parts of the limit.
    private static final int SHARES = 16;
    private static final int HASH = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path folder;
    private final long limit;
    /// bytes that may still be written before the files are counted
    private long room;

    KernelCache() {
        this(Cache.folder().resolve("kernels"), LIMIT);
    }

    KernelCache(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /// A file of the cache.
    ///
    /// @param content without the hash at the end
    record Entry(Path file, byte[] content) {
    }

    /// The name of what `parts` determine.
    static String name(String kind, String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest()) + "." + kind;
    }

    /// The entry `name`, or null where there is none that is whole.
    Entry find(String name) {
        Path file = folder.resolve(name);
        try {
            if (!Files.isRegularFile(file) || !isOwnersAlone()) {
                return null;
            }
            byte[] all = Files.readAllBytes(file);
            int length = all.length - HASH;
            if (length <= 0 || !Arrays.equals(hash(all, length), Arrays.copyOfRange(all, length, all.length))) {
                Debug.print(1, "kernel cache: " + file + " is damaged and made again");
                return null;
            }
            // the time of last use, by which old entries are dropped
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return new Entry(file, Arrays.copyOf(all, length));
        } catch (IOException e) {
            return null;
        }
    }

    /// Keeps `content` as `name`; null where it can not be written.
    Entry keep(String name, byte[] content) {
        Path file = folder.resolve(name);
        try {
            write(file, content);
            return new Entry(file, content);
        } catch (IOException | UncheckedIOException e) {
            Debug.print(1, "kernel cache: " + folder + " can not be written (" + e + "); going on without it");
            return null;
        }
    }

    /// A folder that others may write to becomes the owner's alone; one that is another's is not used.
    private boolean isOwnersAlone() {
        var view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view == null) {
            return true;
        }
        try {
            Set<PosixFilePermission> now = view.readAttributes().permissions();
            if (now.contains(PosixFilePermission.GROUP_WRITE) || now.contains(PosixFilePermission.OTHERS_WRITE)) {
                view.setPermissions(OWNER_ONLY);
            }
            return true;
        } catch (IOException e) {
            Debug.print(1, "kernel cache: " + folder + " can be written by others and is not used");
            return false;
        }
    }

    private void write(Path file, byte[] content) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, OWNER_ONLY);
            }
        }
        if (!isOwnersAlone()) {
            throw new IOException("others may write to it");
        }
        takeRoom(content.length + HASH);
        Path part = Files.createTempFile(folder, "new", ".part");
        try {
            byte[] all = Arrays.copyOf(content, content.length + HASH);
            System.arraycopy(hash(content, content.length), 0, all, content.length, HASH);
            Files.write(part, all);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Takes `bytes` of the room there is. The files are counted again only when a share of the limit is used up: they may be
    /// thousands.
    private synchronized void takeRoom(long bytes) throws IOException {
        if (bytes > room) {
            room = Math.max(bytes, Math.min(makeRoom(bytes), limit / SHARES));
        }
        room -= bytes;
    }

    /// Deletes what was not used for longest, where `bytes` more do not fit, until there is a share of the limit besides. How
    /// much more there is room for.
    private long makeRoom(long bytes) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            var files = list.filter(f -> !f.toString().endsWith(".part")).map(Used::of).sorted(Comparator.comparing(Used::used)).toList();
            long total = files.stream().mapToLong(Used::bytes).sum();
            boolean full = total + bytes > limit;
            for (Used e : files) {
                if (!full || total + bytes <= limit - limit / SHARES) {
                    break;
                }
                Files.deleteIfExists(e.file());
                total -= e.bytes();
            }
            return limit - total;
        }
    }

    private record Used(Path file, long bytes, FileTime used) {
        static Used of(Path file) {
            try {
                return new Used(file, Files.size(file), Files.getLastModifiedTime(file));
            } catch (IOException e) {
                // another process has just removed it
                return new Used(file, 0, FileTime.fromMillis(0));
            }
        }
    }

    private static byte[] hash(byte[] bytes, int length) {
        MessageDigest digest = sha256();
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
