package dev.loam.bench;

import dev.loam.nn.Activation;
import dev.loam.nn.AdamW;
import dev.loam.nn.Context;
import dev.loam.nn.CrossEntropy;
import dev.loam.nn.Dropout;
import dev.loam.nn.Feature;
import dev.loam.nn.Flatten;
import dev.loam.nn.Initializer;
import dev.loam.nn.Layer;
import dev.loam.nn.Linear;
import dev.loam.nn.Parameter;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Residual;
import dev.loam.nn.Scope;
import dev.loam.nn.Sequential;
import dev.loam.nn.Task;
import dev.loam.nn.TrainingStep;
import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;

/// A model of equal pre-norm transformer blocks, written from tensors: what a deep model asks of the compiler.
final class RepeatedBlocks {
    private RepeatedBlocks() {
    }

    /// Layer normalisation over the last axis (Ba et al. 2016).
    private record Norm(Parameter weight, Parameter bias) implements Layer {
        static Norm of(Scope scope, int width) {
            return new Norm(scope.parameter("weight", Shape.of(width), Initializer.ones()),
                scope.parameter("bias", Shape.of(width), Initializer.zeros()));
        }

        @Override
        public Tensor apply(Tensor x, Context c) {
            Tensor centred = x.sub(x.mean(-1).unsqueeze(-1));
            Tensor scale = centred.square().mean(-1).unsqueeze(-1).add(1e-5).rsqrt();
            return centred.mul(scale).mul(c.value(weight)).add(c.value(bias));
        }
    }

    /// Self-attention with `heads` heads (Vaswani et al. 2017), without a mask.
    private record Attention(Linear queries, Linear keys, Linear values, Linear out, int heads) implements Layer {
        static Attention of(Scope scope, int width, int heads) {
            return new Attention(Linear.of(scope.at("q"), width, width), Linear.of(scope.at("k"), width, width),
                Linear.of(scope.at("v"), width, width), Linear.of(scope.at("out"), width, width), heads);
        }

        @Override
        public Tensor apply(Tensor x, Context c) {
            int width = x.shape().size(-1);
            Tensor q = split(queries.apply(x, c));
            Tensor k = split(keys.apply(x, c));
            Tensor v = split(values.apply(x, c));
            Tensor weights = q.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt((double) width / heads)).softmax();
            Tensor mixed = weights.matmul(v).permute(0, 2, 1, 3).reshape(x.shape());
            return out.apply(mixed, c);
        }

        private Tensor split(Tensor x) {
            return x.reshape(x.shape().size(0), x.shape().size(1), heads, x.shape().size(2) / heads).permute(0, 2, 1, 3);
        }
    }

    /// The training step of `blocks` blocks over `[batch, time, width]` and a classifier.
    static TrainingStep step(int blocks, int batch, int time, int width, int heads, double dropout) {
        Scope scope = Scope.root();
        var layers = new ArrayList<Layer>();
        for (int i = 0; i < blocks; i++) {
            Scope here = scope.at("block" + i);
            layers.add(new Residual(Sequential.of(Norm.of(here.at("norm1"), width), Attention.of(here.at("attention"), width, heads),
                Dropout.of(here.at("attention"), dropout))));
            layers.add(new Residual(Sequential.of(Norm.of(here.at("norm2"), width), Linear.of(here.at("up"), width, 4 * width), Activation.GELU,
                Linear.of(here.at("down"), 4 * width, width), Dropout.of(here.at("mlp"), dropout))));
        }
        layers.add(Norm.of(scope.at("norm"), width));
        layers.add(new Flatten());
        layers.add(Linear.of(scope.at("output"), time * width, 10));
        Task task = Task.classification(new Sequential(layers), ParameterLayout.of(scope), Feature.of(DType.F32, Shape.of(time, width)));
        return TrainingStep.of(task.loss(new CrossEntropy()), AdamW.of(1e-3), batch);
    }
}
