package dev.loam.data;

import dev.loam.data.array.Npy;
import dev.loam.data.array.Npz;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A person's own NumPy arrays: an `.npz` file, or a folder of `.npy` files. `x` `[examples, …]` holds the inputs and `y` `[examples]` the
/// labels, whole numbers for classes, others for values to predict; or `x_train`, `y_train`, `x_test`, `y_test`. Bytes
/// `[examples, height, width]` or `[…, channels]` are images; everything else is taken as numbers.
final class ArraysEntry extends OwnPath {
    private static final int MOST_CLASSES = 10_000;

    @Override
    public String name() {
        return "arrays";
    }

    @Override
    public String title() {
        return "your own NumPy arrays";
    }

    @Override
    String kind() {
        return "an .npz file, or a folder with x.npy and y.npy";
    }

    @Override
    public DataSource open(DataOptions options) {
        Path path = path(options);
        Map<String, NDArray> arrays = Files.isDirectory(path) ? folder(path) : Npz.read(path);
        boolean divided = arrays.containsKey("x_train");
        NDArray x = array(arrays, divided ? "x_train" : "x", path);
        NDArray y = array(arrays, divided ? "y_train" : "y", path);
        int classes = classes(y, divided ? array(arrays, "y_test", path) : y);
        Dataset all = dataset(x, y, classes, path);
        DataSource source;
        var provenance = new Provenance("from " + path.getFileName(), path.toString(), hash(arrays), false);
        Modality modality = all.fields().getFirst().kind() == Field.Kind.IMAGE ? Modality.IMAGE : Modality.TABULAR;
        List<String> names = modality == Modality.IMAGE ? List.of() : featureNames(all.fields().getFirst());
        if (divided) {
            Dataset test = dataset(array(arrays, "x_test", path), array(arrays, "y_test", path), classes, path);
            if (!test.fields().equals(all.fields())) {
                throw new DataException(path + ": x_train gives " + all.fields() + ", but x_test " + test.fields());
            }
            List<Dataset> parts = IdxSet.carve(all, options);
            source = new DataSource(stem(path), stem(path), modality, parts.get(0), parts.get(1), test, names, provenance, "");
        } else {
            Descriptor.Shares shares = Parts.shares(Descriptor.Shares.USUAL, options);
            int[] label = new int[y.size()];
            Arrays.setAll(label, i -> classes == 0 ? 0 : (int) y.getLong(i));
            int[][] parts = Parts.stratified(label, shares);
            source = new DataSource(stem(path), stem(path), modality, Parts.select(all, parts[0]), Parts.select(all, parts[1]), Parts.select(all, parts[2]), names, provenance, "");
        }
        return source;
    }

    private static List<String> featureNames(Field input) {
        var names = new ArrayList<String>();
        for (int i = 0; i < input.elements() && input.elements() <= Table.MOST_COLUMNS; i++) {
            names.add("x" + i);
        }
        return names;
    }

    private static Map<String, NDArray> folder(Path folder) {
        var out = new LinkedHashMap<String, NDArray>();
        for (String name : List.of("x", "y", "x_train", "y_train", "x_test", "y_test")) {
            if (Files.isRegularFile(folder.resolve(name + ".npy"))) {
                out.put(name, Npy.read(folder.resolve(name + ".npy")));
            }
        }
        return out;
    }

    private static NDArray array(Map<String, NDArray> arrays, String name, Path path) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new DataException(path + ": has no array '" + name + "'; it needs x and y, or x_train, y_train, x_test and y_test, but has "
                + (arrays.isEmpty() ? "none of them" : String.join(", ", arrays.keySet())));
        }
        return array;
    }

    /// How many classes whole numbers are; 0 for labels that are not whole.
    private static int classes(NDArray y, NDArray test) {
        if (y.dtype().isFloat()) {
            return 0;
        }
        long most = 0;
        for (NDArray labels : List.of(y, test)) {
            for (int i = 0; i < labels.size(); i++) {
                long label = labels.getLong(i);
                if (label < 0 || label >= MOST_CLASSES) {
                    throw new DataException("y: label " + label + " at example " + i + "; classes are numbered from 0 to less than " + DataSource.number(MOST_CLASSES)
                        + ", and values to predict must be floating-point numbers");
                }
                most = Math.max(most, label);
            }
        }
        return (int) most + 1;
    }

    private static Dataset dataset(NDArray x, NDArray y, int classes, Path path) {
        int[] shape = x.shape();
        int size = shape.length == 0 ? 0 : shape[0];
        if (size == 0 || y.size() != size) {
            throw new DataException(path + ": x has the shape " + Arrays.toString(shape) + " and y " + Arrays.toString(y.shape()) + "; both must begin with the same number of examples");
        }
        InMemory data = input(InMemory.of(size), x, Arrays.copyOfRange(shape, 1, shape.length));
        if (classes == 0) {
            return data.with(Field.numeric("y", Field.Role.LABEL, DType.F32), floats(y));
        }
        var names = new ArrayList<String>();
        int[] labels = new int[size];
        Arrays.setAll(labels, i -> (int) y.getLong(i));
        for (int c = 0; c < classes; c++) {
            names.add(Integer.toString(c));
        }
        return data.with(Field.label("y", names), labels);
    }

    private static InMemory input(InMemory data, NDArray x, int[] shape) {
        boolean image = x.dtype() == DType.U8 && (shape.length == 2 || shape.length == 3 && shape[2] <= 4);
        if (image) {
            return data.with(Field.image("x", shape[0], shape[1], shape.length == 2 ? 1 : shape[2]), (byte[]) x.array());
        }
        Integer[] sizes = shape.length == 0 ? new Integer[] {1} : Arrays.stream(shape).boxed().toArray(Integer[]::new);
        return data.with(Field.numeric("x", Field.Role.FEATURE, DType.F32, sizes), floats(x));
    }

    private static float[] floats(NDArray from) {
        float[] out = new float[from.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) from.getDouble(i);
        }
        return out;
    }

    private static String hash(Map<String, NDArray> arrays) {
        Hash hash = Hash.sha256();
        for (var e : new TreeMap<>(arrays).entrySet()) {
            hash.add(e.getKey()).add(Arrays.toString(e.getValue().shape()));
            var bytes = new java.io.ByteArrayOutputStream();
            try {
                Npy.write(bytes, e.getValue());
            } catch (IOException never) {
                throw new IllegalStateException(never);
            }
            hash.add(bytes.toByteArray(), 0, bytes.size());
        }
        return hash.hex();
    }
}
