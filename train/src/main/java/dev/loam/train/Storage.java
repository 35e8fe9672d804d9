package dev.loam.train;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/// Writing files so that a crash, at any moment, leaves either the old state or the new one. A test puts one in its place
/// whose disk is full.
class Storage {
    /// Writes a file's bytes.
    interface Content {
        void to(OutputStream out) throws IOException;
    }

    /// Writes a new file and brings it to the disk.
    void write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var out = new BufferedOutputStream(open(channel), 1 << 16);
            content.to(out);
            out.flush();
            channel.force(true);
        }
    }

    /// The stream that [#write] writes to.
    OutputStream open(FileChannel channel) {
        return Channels.newOutputStream(channel);
    }

    /// Writes `file` under another name, then puts it in its place in one step.
    final void replace(Path file, Content content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            write(temporary, content);
            move(temporary, file);
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw e;
        }
    }

    /// Moves a file or folder in one step and brings the folder's list of names to the disk.
    final void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        syncFolder(to.toAbsolutePath().getParent());
    }

    static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open a folder; there a name is on the disk once the move has returned
        }
    }

    /// Deletes a file, or a folder with all that is in it.
    static void delete(Path path) throws IOException {
        if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var all = Files.walk(path)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        }
    }

    static void deleteQuietly(Path path) {
        try {
            delete(path);
        } catch (IOException e) {
            // what could not be written often cannot be deleted either
        }
    }

    /// What went wrong, in words: `"the disk is full"`.
    static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("No space left") || message.contains("not enough space")) {
            return "the disk is full";
        }
        if (e instanceof AccessDeniedException || message.contains("Permission denied")) {
            return "this user may not write there";
        }
        if (message.contains("Read-only")) {
            return "the disk is read-only";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        return e instanceof java.nio.file.NoSuchFileException ? "the folder is not there" : message;
    }
}
