package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import java.util.List;

/// A compiled computation as data: kernels, the order in which to launch them, and where each buffer lies. It can be
/// printed, checked, sent elsewhere; a runtime turns it into something that runs.
///
/// @param buffers    all memory it touches
/// @param kernels    the distinct kernels
/// @param launches   the order of a run; each launch ends before the next begins
/// @param arenaBytes the size of the scratch arena, and so its peak
public record Program(List<Buffer> buffers, List<Kernel> kernels, List<Launch> launches, long arenaBytes) {

    /// The four kinds of memory, and constants.
    public enum Kind {
        /// named; lives from run to run, shared with other programs
        STATE,
        /// a place in the arena; meaningless after the run
        SCRATCH,
        /// given before a run
        INPUT,
        /// read after a run
        OUTPUT,
        /// known when compiled
        CONSTANT
    }

    /// A buffer, or a part of one.
    ///
    /// @param label    the name of a state, input or output; for others a number
    /// @param elements how many; planned at the maximum
    /// @param offset   bytes from the start of the arena (scratch) or of the buffer itself (0)
    /// @param value    the values of a constant, else null
    public record Buffer(String label, Kind kind, DType dtype, Shape shape, Dim elements, long offset, NDArray value) {
        public long maxBytes() {
            return elements.max() * dtype.bytes();
        }
    }

    /// One call of a kernel.
    ///
    /// @param kernel    its number in `kernels`
    /// @param buffers   for each param the number of its buffer
    /// @param offsets   for each param the element of the buffer at which it starts
    /// @param arguments the values of the kernel's arguments
    /// @param tiles     the number of tiles
    /// @param note      what it computes, for people; launches of one kernel may differ in it, as an addition and a sum of gradients do
    public record Launch(int kernel, List<Integer> buffers, List<Long> offsets, List<Long> arguments, Index tiles, String note) {
    }

    /// The buffers, then the launches with their kernels' code.
    @Override
    public String toString() {
        var b = new StringBuilder("arena ").append(arenaBytes).append(" bytes\n");
        for (int i = 0; i < buffers.size(); i++) {
            Buffer f = buffers.get(i);
            b.append("buffer ").append(i).append(' ').append(f.kind()).append(' ').append(f.label()).append(' ')
                .append(f.dtype()).append(f.shape());
            if (f.kind() == Kind.SCRATCH) {
                b.append(" at ").append(f.offset());
            }
            b.append('\n');
        }
        for (Launch l : launches) {
            b.append("launch ").append(l.kernel()).append(" on ").append(l.buffers()).append(l.arguments().isEmpty() ? "" : " with " + l.arguments()).append(" // ")
                .append(l.note()).append('\n');
        }
        for (int i = 0; i < kernels.size(); i++) {
            b.append("\n[").append(i).append("] ").append(kernels.get(i));
        }
        return b.toString();
    }
}
