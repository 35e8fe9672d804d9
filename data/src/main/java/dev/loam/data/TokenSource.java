package dev.loam.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A long row of token ids that can be read at any place, by many threads.
public interface TokenSource {
    long size();

    /// Writes ids `from … from + count - 1` to `to` from byte `offset` on, each an i32.
    void read(long from, int count, MemorySegment to, long offset);

    /// Ids in memory; used as they are, not copied.
    static TokenSource of(int[] ids) {
        MemorySegment all = MemorySegment.ofArray(ids);
        return new TokenSource() {
            @Override
            public long size() {
                return ids.length;
            }

            @Override
            public void read(long from, int count, MemorySegment to, long offset) {
                MemorySegment.copy(all, Integer.BYTES * from, to, offset, (long) Integer.BYTES * count);
            }
        };
    }

    /// The bytes of a file as ids 0 to 255. The file is mapped, not read: it may be larger than memory, and pages come and go as they are used.
    ///
    /// @throws DataException where it cannot be read
    static TokenSource bytes(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return bytes(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read (" + Idx.reason(e) + ")", e);
        }
    }

    /// Bytes as ids 0 to 255.
    static TokenSource bytes(MemorySegment bytes) {
        return new TokenSource() {
            @Override
            public long size() {
                return bytes.byteSize();
            }

            @Override
            public void read(long from, int count, MemorySegment to, long offset) {
                for (int i = 0; i < count; i++) {
                    to.set(ValueLayout.JAVA_INT_UNALIGNED, offset + (long) Integer.BYTES * i, bytes.get(ValueLayout.JAVA_BYTE, from + i) & 0xFF);
                }
            }
        };
    }

    /// Ids `from` to `from + count - 1`.
    default TokenSource slice(long from, long count) {
        TokenSource whole = this;
        if (from < 0 || count < 0 || from + count > size()) {
            throw new IndexOutOfBoundsException("tokens " + from + " to " + (from + count - 1) + " of " + size());
        }
        return new TokenSource() {
            @Override
            public long size() {
                return count;
            }

            @Override
            public void read(long first, int n, MemorySegment to, long offset) {
                whole.read(from + first, n, to, offset);
            }
        };
    }
}
