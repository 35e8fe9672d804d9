package dev.loam.data.array;

import dev.loam.data.DataException;
import dev.loam.tensor.NDArray;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// NumPy's file of one array (`.npy`, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): versions 1 to 3,
/// either byte order, row- or column-major; what is given back is always row-major in the machine's order.
///
/// | NumPy | Loam |
/// |---|---|
/// | `f2 f4 f8`, `i1 i4 i8`, `u1 u4`, `b1` | f16 f32 f64, i8 i32 i64, u8 u32, bool |
/// | `i2 u2` | i32 |
/// | `u8` | i64, where every value fits |
///
/// bf16 is written as f32, for NumPy has none. Texts, complex numbers, records and objects are refused.
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /// Most bytes of an array.
    static final long MAX_BYTES = 1L << 30;
    private static final int CHUNK = 1 << 20;

    private Npy() {
    }

    /// The array in a file.
    ///
    /// @throws DataException where it cannot be read or is no such array
    public static NDArray read(Path file) {
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            NDArray array = read(in, file.toString());
            if (in.read() >= 0) {
                throw new DataException(file + ": more bytes follow the array");
            }
            return array;
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /// The array that a stream goes on with. Memory grows with what was really read, whatever the header claims.
    ///
    /// @param what names it in errors
    public static NDArray read(InputStream in, String what) throws IOException {
        NpyHeader header = NpyHeader.read(in, what);
        long bytes = header.elements() * header.type().bytes();
        if (bytes > MAX_BYTES || header.elements() > Integer.MAX_VALUE - 8) {
            throw new DataException(what + ": its header says " + Arrays.toString(header.shape()) + " of '" + header.type() + "', more than the " + (MAX_BYTES >> 20) + " MiB that can be read");
        }
        var body = new ByteArrayOutputStream((int) Math.min(bytes, CHUNK));
        byte[] chunk = new byte[(int) Math.min(Math.max(bytes, 1), CHUNK)];
        for (long left = bytes; left > 0;) {
            int got = in.read(chunk, 0, (int) Math.min(left, chunk.length));
            if (got < 0) {
                throw new DataException(what + ": its header says " + Arrays.toString(header.shape()) + " of '" + header.type() + "', but it ends after " + (bytes - left) + " bytes of " + bytes);
            }
            body.write(chunk, 0, got);
            left -= got;
        }
        ByteBuffer data = ByteBuffer.wrap(body.toByteArray()).order(header.order());
        NDArray flat = NDArray.zeros(header.type().loam(), header.shape());
        for (int i = 0; i < flat.size(); i++) {
            header.type().copy(data, flat, i, what);
        }
        return header.fortran() ? rowMajor(flat) : flat;
    }

    /// The elements of a column-major array in row-major order.
    private static NDArray rowMajor(NDArray from) {
        int[] shape = from.shape();
        NDArray to = NDArray.zeros(from.dtype(), shape);
        int[] index = new int[shape.length];
        for (int i = 0; i < from.size(); i++) {
            int at = 0;
            for (int d = 0; d < shape.length; d++) {
                at = at * shape[d] + index[d];
            }
            if (from.dtype().isFloat()) {
                to.setDouble(at, from.getDouble(i));
            } else {
                to.setLong(at, from.getLong(i));
            }
            for (int d = 0; d < shape.length && ++index[d] == shape[d]; d++) {
                index[d] = 0;
            }
        }
        return to;
    }

    /// Writes an array, row-major and little-endian, as version 1.
    public static void write(Path file, NDArray array) {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            write(out, array);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }

    /// [#write(Path, NDArray)] to a stream, which stays open.
    public static void write(OutputStream out, NDArray array) throws IOException {
        var shape = new StringBuilder("(");
        for (int size : array.shape()) {
            shape.append(size).append(array.shape().length == 1 ? "," : ", ");
        }
        if (array.shape().length > 1) {
            shape.setLength(shape.length() - 2);
        }
        NpyType type = NpyType.of(array.dtype());
        String text = "{'descr': '" + (type.bytes() == 1 ? "|" : "<") + type + "', 'fortran_order': False, 'shape': " + shape + "), }";
        // the data begins at a multiple of 64
        int header = Math.ceilDiv(MAGIC.length + 4 + text.length() + 1, 64) * 64 - MAGIC.length - 4;
        out.write(MAGIC);
        out.write(new byte[] {1, 0, (byte) header, (byte) (header >>> 8)});
        out.write((text + " ".repeat(header - 1 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
        ByteBuffer element = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < array.size(); i++) {
            type.put(element.clear(), array, i);
            out.write(element.array(), 0, type.bytes());
        }
    }

    static byte[] magic() {
        return MAGIC.clone();
    }
}
