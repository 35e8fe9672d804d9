package dev.loam.data;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The bytes of a file as tokens. The file stays open as long as this is used.
final class FileBytes implements TokenSource {
    private final Path file;
    private final FileChannel channel;
    private final long size;
    private final ThreadLocal<ByteBuffer> buffers = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(1 << 12));

    FileBytes(Path file) {
        this.file = file;
        try {
            this.channel = FileChannel.open(file, StandardOpenOption.READ);
            this.size = channel.size();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long from, int count, MemorySegment to, long offset) {
        if (from < 0 || from + count > size) {
            throw new IndexOutOfBoundsException("bytes " + from + " to " + (from + count - 1) + " of " + size);
        }
        ByteBuffer bytes = buffers.get();
        if (bytes.capacity() < count) {
            bytes = ByteBuffer.allocateDirect(count);
            buffers.set(bytes);
        }
        bytes.clear().limit(count);
        try {
            for (long at = from; bytes.hasRemaining(); at = from + bytes.position()) {
                if (channel.read(bytes, at) < 0) {
                    throw new DataException(file + ": was cut short while it was read; it had " + DataSource.number(size) + " bytes when it was opened");
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        for (int i = 0; i < count; i++) {
            to.set(ValueLayout.JAVA_INT_UNALIGNED, offset + (long) Integer.BYTES * i, bytes.get(i) & 0xFF);
        }
    }

    private DataException unreadable(IOException e) {
        return new DataException(file + ": cannot be read (" + Idx.reason(e) + ")", e);
    }
}
