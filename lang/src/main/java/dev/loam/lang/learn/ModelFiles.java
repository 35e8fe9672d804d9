package dev.loam.lang.learn;

import dev.loam.lang.Builtins;
import dev.loam.lang.MutableString;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Unspecified;
import dev.loam.lang.tensor.TensorValue;
import dev.loam.nn.ParameterLayout;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.train.Safetensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/// Models in files: `(save model "net.safetensors")`, `(load model "net.safetensors")`. With the parameters go the optimiser's slots and how far training
/// went, so that a model that was read goes on as if it had never been away.
public final class ModelFiles {
    private static final String COURSE = "training/course";

    private ModelFiles() {}

    static void register(Builtins table) {
        table.define("save", (model, file) -> save(Layers.layer("save", model), path("save", file)));
        table.define("load-model", (model, file) -> read(Layers.layer("load-model", model), path("load-model", file)));
        table.define("model-parameters", model -> parameters(Layers.layer("model-parameters", model)));
        table.define("model-size", model -> {
            long n = 0;
            for (ParameterLayout.View v : Layers.layer("model-size", model).views()) {
                n += v.size();
            }
            return n;
        });
    }

    /// Whether `(load x file)` is meant for [#read].
    public static boolean isModel(Object x) {
        return x instanceof Model;
    }

    /// `(load model file)`.
    public static Object load(Object model, Object file) {
        return read((Model) model, path("load", file));
    }

    private static Path path(String who, Object file) {
        if (file instanceof MutableString s) {
            return Path.of(s.toString());
        }
        throw SchemeError.wrongType(who, 2, "a file's name, a string", file);
    }

    private static Object parameters(Model model) {
        model.draw();
        return Pair.list(model.views().stream().map(v -> (Object) new Pair(new MutableString(v.name()), TensorValue.of(model.values.get(v.name())))).toArray());
    }

    private static Object save(Model model, Path file) {
        model.draw();
        var all = new LinkedHashMap<String, Safetensors.Tensor>();
        model.values.forEach((name, value) -> all.put(name, Safetensors.Tensor.of(value)));
        NDArray course = NDArray.zeros(DType.I64, 3);
        course.setLong(0, model.seed);
        course.setLong(1, model.steps);
        course.setLong(2, model.epochs);
        all.put(COURSE, Safetensors.Tensor.of(course));
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            var out = new ByteArrayOutputStream();
            Safetensors.write(out, all, Map.of("format", "loam"));
            Files.write(temporary, out.toByteArray());
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw SchemeError.file("save: cannot write the file " + file + ": " + e.getMessage());
        }
        return Unspecified.UNSPECIFIED;
    }

    private static Object read(Model model, Path file) {
        Map<String, NDArray> found;
        try {
            found = Safetensors.read(file);
        } catch (IOException e) {
            throw SchemeError.file("load: cannot read the file", new MutableString(file.toString()));
        } catch (dev.loam.train.TrainException e) {
            throw SchemeError.error("load: " + e.getMessage());
        }
        for (ParameterLayout.View v : model.views()) {
            NDArray value = found.get(v.name());
            if (value == null || !java.util.Arrays.equals(value.shape(), v.shape().toArray())) {
                throw SchemeError.error("load: " + file + " is of another model: " + model.text() + " has '" + v.name() + "' " + v.shape() + ", the file has "
                    + (value == null ? "no such value" : java.util.Arrays.toString(value.shape()).replace(" ", "")));
            }
        }
        NDArray course = found.remove(COURSE);
        model.values.clear();
        model.values.putAll(found);
        if (course != null) {
            model.seed = course.getLong(0);
            model.steps = course.getLong(1);
            model.epochs = (int) course.getLong(2);
        }
        return model;
    }
}
