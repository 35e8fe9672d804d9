package dev.loam.bench;

import dev.loam.nn.Activation;
import dev.loam.nn.BatchNorm;
import dev.loam.nn.Context;
import dev.loam.nn.Conv2d;
import dev.loam.nn.Dropout;
import dev.loam.nn.Flatten;
import dev.loam.nn.Initializer;
import dev.loam.nn.Layer;
import dev.loam.nn.Linear;
import dev.loam.nn.MaxPool2d;
import dev.loam.nn.Parameter;
import dev.loam.nn.Scope;
import dev.loam.nn.Sequential;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/// Published networks for images, as their authors have them. Each is made in a scope and ends in ten classes.
final class Networks {
    private static final int CLASSES = 10;

    private Networks() {
    }

    /// Keras' example "Simple MNIST convnet" (keras.io/examples/vision/mnist_convnet), for 28 × 28: 34,826 parameters.
    static Layer keras(Scope scope) {
        return Sequential.of(
            Conv2d.of(scope.at("conv1"), 1, 32, Window.of(3, 3)), Activation.RELU, MaxPool2d.of(2),
            Conv2d.of(scope.at("conv2"), 32, 64, Window.of(3, 3)), Activation.RELU, MaxPool2d.of(2),
            new Flatten(), Dropout.of(scope, 0.5), Linear.of(scope.at("output"), 5 * 5 * 64, CLASSES));
    }

    /// tinygrad's example `beautiful_mnist`, for 28 × 28: two pairs of convolutions, each pair with a batch-norm and pooling by 2
    /// behind it.
    static Layer tinygrad(Scope scope) {
        return Sequential.of(
            Conv2d.of(scope.at("conv1"), 1, 32, Window.of(5, 5)), Activation.RELU,
            Conv2d.of(scope.at("conv2"), 32, 32, Window.of(5, 5)), Activation.RELU,
            BatchNorm.of(scope.at("norm1"), 32), MaxPool2d.of(2),
            Conv2d.of(scope.at("conv3"), 32, 64, Window.of(3, 3)), Activation.RELU,
            Conv2d.of(scope.at("conv4"), 64, 64, Window.of(3, 3)), Activation.RELU,
            BatchNorm.of(scope.at("norm2"), 64), MaxPool2d.of(2),
            new Flatten(), Linear.of(scope.at("output"), 3 * 3 * 64, CLASSES));
    }

    /// The network of airbench94 (K. Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU", arXiv:2404.00498), for 32 × 32 × 3:
    /// a convolution 2 × 2 whose 24 filters stay as they are and whose bias is trained, three groups of 64, 256 and 256 filters, pooling
    /// by 3, a linear layer without bias, a ninth of its output. Batch-norms have a bias and no gain.
    ///
    /// The filters of the first layer, which the author computes from the images, are random here: they cost the same.
    static Layer airbench(Scope scope) {
        var layers = new ArrayList<Layer>(List.of(FixedConv.of(scope.at("whiten"), 3, 24, 2), Activation.GELU));
        int channels = 24;
        int number = 0;
        for (int width : new int[] {64, 256, 256}) {
            Scope group = scope.at("group" + ++number);
            layers.addAll(List.of(
                conv(group.at("conv1"), channels, width), MaxPool2d.of(2), norm(group.at("norm1"), width), Activation.GELU,
                conv(group.at("conv2"), width, width), norm(group.at("norm2"), width), Activation.GELU));
            channels = width;
        }
        layers.addAll(List.of(MaxPool2d.of(3), new Flatten(),
            Linear.of(scope.at("output"), channels, CLASSES, false, Initializer.kaimingUniform()), new Scale(1.0 / 9)));
        return new Sequential(layers);
    }

    private static Layer conv(Scope scope, int channels, int filters) {
        return Conv2d.of(scope, channels, filters, Window.of(3, 3).same(), 1, false, Initializer.kaimingUniform());
    }

    private static Layer norm(Scope scope, int channels) {
        return BatchNorm.withoutGain(scope, channels, 0.4, 1e-12);
    }

    /// Multiplies by a constant.
    record Scale(double factor) implements Layer {
        @Override
        public Tensor apply(Tensor x, Context c) {
            return x.mul(factor);
        }
    }

    /// A convolution without padding whose filters are constants, and whose bias is trained.
    ///
    /// @param filters `[size, size, channels, filters]`
    /// @param bias    `[filters]`; starts at 0
    record FixedConv(NDArray filters, Parameter bias, Window window) implements Layer {
        static FixedConv of(Scope scope, int channels, int filters, int size) {
            Shape shape = Shape.of(size, size, channels, filters);
            double[] drawn = Initializer.kaimingUniform().values(shape, 0, Philox.stream(scope.path()));
            NDArray values = NDArray.zeros(DType.F32, shape.toArray());
            for (int i = 0; i < drawn.length; i++) {
                values.setDouble(i, drawn[i]);
            }
            return new FixedConv(values, scope.parameter("bias", Shape.of(filters), Initializer.zeros()), Window.of(size, size));
        }

        @Override
        public Tensor apply(Tensor x, Context c) {
            return x.conv2d(Tensor.of(filters), window, 1).add(c.value(bias));
        }
    }
}
