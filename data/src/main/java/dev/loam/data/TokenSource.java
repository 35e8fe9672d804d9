package dev.loam.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

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

    /// The bytes of a file as ids 0 to 255. Each window is read from its place when it is asked for, so that the file may be larger than memory and
    /// takes none of it: pages of a mapped file would count as the process's own.
    ///
    /// @throws DataException where it cannot be read
    static TokenSource bytes(Path file) {
        return new FileBytes(file);
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
