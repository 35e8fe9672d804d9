package dev.loam.train;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files of named tensors in the safetensors format: eight bytes with the length of a JSON header, the header, and the
/// tensors' little-endian bytes without gaps (https://huggingface.co/docs/safetensors).
///
/// Reading trusts nothing: lengths, offsets, shapes and dtypes are checked against the file before memory is taken.
public final class Safetensors {
    /// The longest header that is read.
    static final int MAX_HEADER = 16 << 20;
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_RANK = 16;
    private static final String METADATA = "__metadata__";

    private Safetensors() {
    }

    /// A tensor to write.
    ///
    /// @param dtype the element type
    /// @param shape the sizes of its axes
    /// @param bytes its elements, row-major, in the machine's byte order
    public record Tensor(DType dtype, int[] shape, MemorySegment bytes) {
        /// Elements `offset … offset + size of shape` of an array.
        static Tensor part(NDArray array, int offset, int[] shape) {
            long bytes = array.dtype().bytes();
            long count = 1;
            for (int d : shape) {
                count *= d;
            }
            return new Tensor(array.dtype(), shape, segment(array).asSlice(offset * bytes, count * bytes));
        }

        public static Tensor of(NDArray array) {
            return part(array, 0, array.shape());
        }
    }

    static MemorySegment segment(NDArray array) {
        return switch (array.array()) {
            case float[] a -> MemorySegment.ofArray(a);
            case double[] a -> MemorySegment.ofArray(a);
            case short[] a -> MemorySegment.ofArray(a);
            case byte[] a -> MemorySegment.ofArray(a);
            case int[] a -> MemorySegment.ofArray(a);
            case long[] a -> MemorySegment.ofArray(a);
            default -> throw new IllegalArgumentException("an array of " + array.array().getClass());
        };
    }

    /// Writes the tensors in the order of the map.
    ///
    /// @param metadata free texts, kept in the header
    public static void write(OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IOException("safetensors files are little-endian and this machine is not");
        }
        var header = new LinkedHashMap<String, Object>();
        if (!metadata.isEmpty()) {
            header.put(METADATA, metadata);
        }
        long offset = 0;
        for (var e : tensors.entrySet()) {
            Tensor t = e.getValue();
            long end = offset + t.bytes().byteSize();
            header.put(e.getKey(), Json.of("dtype", StoredType.of(t.dtype()).name(), "shape", t.shape(), "data_offsets", List.of(offset, end)));
            offset = end;
        }
        byte[] json = Json.line(header).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, 8) * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(padded.length).array());
        out.write(padded);
        byte[] chunk = new byte[1 << 16];
        for (Tensor t : tensors.values()) {
            for (long at = 0; at < t.bytes().byteSize(); at += chunk.length) {
                int n = (int) Math.min(chunk.length, t.bytes().byteSize() - at);
                MemorySegment.copy(t.bytes(), ValueLayout.JAVA_BYTE, at, chunk, 0, n);
                out.write(chunk, 0, n);
            }
        }
    }

    /// All tensors of a file, copied into memory, in the order of their offsets.
    ///
    /// @throws TrainException where the file is no valid safetensors file
    public static Map<String, NDArray> read(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined(); FileChannel channel = FileChannel.open(file)) {
            return read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), file.toString());
        }
    }

    /// The free texts in a file's header, such as `format: pt` of PyTorch.
    public static Map<String, String> metadata(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined(); FileChannel channel = FileChannel.open(file)) {
            var out = new LinkedHashMap<String, String>();
            if (header(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), file.toString()).get(METADATA) instanceof Map<?, ?> texts) {
                texts.forEach((key, value) -> out.put(String.valueOf(key), String.valueOf(value)));
            }
            return out;
        }
    }

    /// The tensors in the bytes of a file.
    ///
    /// @param what names the file in errors
    static Map<String, NDArray> read(MemorySegment all, String what) {
        Map<String, Object> header = header(all, what);
        MemorySegment data = all.asSlice(8 + all.get(LENGTH, 0));
        var entries = new ArrayList<Entry>();
        header.forEach((name, value) -> {
            if (!name.equals(METADATA)) {
                entries.add(entry(name, value, what));
            }
        });
        entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
        long at = 0;
        for (Entry e : entries) {
            if (e.from != at || e.to > data.byteSize()) {
                throw bad(what, "tensor '" + e.name + "' lies at bytes " + e.from + " to " + e.to + " of " + data.byteSize()
                    + ", the one before ends at " + at);
            }
            at = e.to;
        }
        if (at != data.byteSize()) {
            throw bad(what, "its tensors take " + at + " bytes of " + data.byteSize());
        }
        var out = new LinkedHashMap<String, NDArray>();
        for (Entry e : entries) {
            NDArray array = NDArray.zeros(e.type.loam(), e.shape);
            try {
                e.type.copy(data.asSlice(e.from, e.to - e.from), array);
            } catch (ArithmeticException tooLarge) {
                throw bad(what, "tensor '" + e.name + "' holds " + tooLarge.getMessage() + ", more than an i64 can hold");
            }
            out.put(e.name, array);
        }
        return out;
    }

    private static Map<String, Object> header(MemorySegment all, String what) {
        if (all.byteSize() < 8) {
            throw bad(what, "it has " + all.byteSize() + " bytes");
        }
        long length = all.get(LENGTH, 0);
        if (length < 2 || length > MAX_HEADER || length > all.byteSize() - 8) {
            throw bad(what, "its header claims " + length + " bytes of " + all.byteSize());
        }
        String json = new String(all.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        try {
            return Json.object(json, what);
        } catch (TrainException e) {
            throw bad(what, "its header is no JSON object");
        }
    }

    private record Entry(String name, StoredType type, int[] shape, long from, long to) {
    }

    private static Entry entry(String name, Object value, String what) {
        if (!(value instanceof Map<?, ?> map) || !(map.get("shape") instanceof List<?> sizes) || sizes.size() > MAX_RANK
            || !(map.get("data_offsets") instanceof List<?> offsets) || offsets.size() != 2) {
            throw bad(what, "the entry of tensor '" + name + "' is malformed");
        }
        StoredType type = StoredType.of(map.get("dtype"));
        if (type == null) {
            throw bad(what, "tensor '" + name + "' has the unknown dtype " + map.get("dtype"));
        }
        int[] shape = new int[sizes.size()];
        long bytes = type.bytes();
        for (int i = 0; i < shape.length; i++) {
            long size = whole(sizes.get(i), name, what);
            if (size > Integer.MAX_VALUE || size != 0 && bytes > Long.MAX_VALUE / size) {
                throw bad(what, "tensor '" + name + "' claims the shape " + sizes);
            }
            shape[i] = (int) size;
            bytes *= size;
        }
        long from = whole(offsets.get(0), name, what);
        long to = whole(offsets.get(1), name, what);
        if (bytes / type.bytes() > Integer.MAX_VALUE - 8) {
            throw bad(what, "tensor '" + name + "' " + type + sizes + " has more elements than an array can hold");
        }
        if (to - from != bytes) {
            throw bad(what, "tensor '" + name + "' " + type + sizes + " takes " + bytes + " bytes, but its offsets give " + (to - from));
        }
        return new Entry(name, type, shape, from, to);
    }

    private static long whole(Object value, String name, String what) {
        if (value instanceof Integer || value instanceof Long) {
            long n = ((Number) value).longValue();
            if (n >= 0) {
                return n;
            }
        }
        throw bad(what, "tensor '" + name + "' has the size or offset " + value);
    }

    private static TrainException bad(String what, String why) {
        return new TrainException(what + ": is no valid safetensors file: " + why);
    }
}
