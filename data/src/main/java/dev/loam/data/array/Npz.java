package dev.loam.data.array;

import dev.loam.data.DataException;
import dev.loam.tensor.NDArray;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// NumPy's file of several named arrays (`.npz`): a zip file of `.npy` files, as `numpy.savez` and `savez_compressed` write it.
public final class Npz {
    private static final String ENDING = ".npy";
    private static final int MOST_ARRAYS = 100_000;
    private static final int MAX_BYTES = Integer.MAX_VALUE;

    private Npz() {
    }

    /// The arrays of a file by their names, in the file's order.
    ///
    /// @throws DataException where it cannot be read, or holds something else
    public static Map<String, NDArray> read(Path file) {
        var out = new LinkedHashMap<String, NDArray>();
        long bytes = 0;
        try (var zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.getName().endsWith(ENDING) || out.size() == MOST_ARRAYS) {
                    throw new DataException(file + ": holds '" + entry.getName() + "', which is no array (.npy), or more than " + MOST_ARRAYS + " arrays");
                }
                String name = entry.getName().substring(0, entry.getName().length() - ENDING.length());
                NDArray array = Npy.read(zip, file + ": " + entry.getName());
                bytes += (long) array.size() * array.dtype().bytes();
                if (zip.read() >= 0 || out.put(name, array) != null || bytes > MAX_BYTES) {
                    throw new DataException(file + ": '" + name + "' is there twice, more bytes follow it, or the arrays take more than " + (MAX_BYTES >> 20) + " MiB");
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new DataException(file + ": cannot be read as a zip file of arrays (" + e.getMessage() + ")", e);
        }
        if (out.isEmpty()) {
            throw new DataException(file + ": is no NumPy file of arrays (.npz)");
        }
        return out;
    }

    /// Writes arrays under their names, compressed.
    public static void write(Path file, Map<String, NDArray> arrays) {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var e : arrays.entrySet()) {
                var entry = new ZipEntry(e.getKey() + ENDING);
                // the same arrays give the same bytes whenever they are written
                entry.setTime(315_532_800_000L);
                zip.putNextEntry(entry);
                var buffered = new BufferedOutputStream(zip, 1 << 16);
                Npy.write(buffered, e.getValue());
                buffered.flush();
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new DataException(file + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }
}
