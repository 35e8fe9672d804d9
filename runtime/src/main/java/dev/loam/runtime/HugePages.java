package dev.loam.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// Native memory for tensors. On Linux the system is asked to back large pieces with huge pages: a processor's table of
/// addresses then holds them whole, where products over many rows otherwise wait for it.
final class HugePages {
    /// Bytes of a huge page on x86-64 and most ARM systems.
    private static final long PAGE = 1L << 21;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int MADV_HUGEPAGE = 14;
    private static final boolean LINUX = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux");

    private HugePages() {
    }

    /// `bytes` zeros, at a multiple of 64, that live as long as `arena`.
    static MemorySegment allocate(Arena arena, long bytes) {
        MemorySegment huge = LINUX && bytes >= PAGE ? Calls.map(arena, bytes) : null;
        return huge != null ? huge : arena.allocate(bytes, 64);
    }

    /// Bound at the first large piece of memory.
    private static final class Calls {
        private static final MethodHandle MMAP = handle("mmap",
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        private static final MethodHandle MUNMAP = handle("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
        private static final MethodHandle MADVISE = handle("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

        private static MethodHandle handle(String name, FunctionDescriptor type) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
        }

        /// Memory that begins at a huge page; null where the system gives none.
        static MemorySegment map(Arena arena, long bytes) {
            try {
                long length = (bytes + 2 * PAGE - 1) / PAGE * PAGE;
                var all = (MemorySegment) MMAP.invokeExact(MemorySegment.NULL, length, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
                if (all.address() == -1) {
                    return null;
                }
                MemorySegment mapped = all.reinterpret(length, arena, Calls::unmap);
                MemorySegment aligned = mapped.asSlice((PAGE - all.address() % PAGE) % PAGE, bytes);
                // advice only: where it is refused the memory is as good as any other
                int refused = (int) MADVISE.invokeExact(aligned, bytes, MADV_HUGEPAGE);
                return aligned;
            } catch (Throwable e) {
                throw new IllegalStateException("mapping memory", e);
            }
        }

        private static void unmap(MemorySegment all) {
            try {
                int failed = (int) MUNMAP.invokeExact(all, all.byteSize());
            } catch (Throwable e) {
                throw new IllegalStateException("unmapping memory", e);
            }
        }
    }
}
