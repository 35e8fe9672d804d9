package dev.loam.bench;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.gru;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.lstm;
import static org.bytedeco.pytorch.global.torch.rnn_tanh;

import dev.loam.nn.GRU;
import dev.loam.nn.LSTM;
import dev.loam.nn.RNN;
import dev.loam.nn.Recurrent;
import dev.loam.nn.RecurrentModel;
import dev.loam.nn.RecurrentWeights;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRef;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Loam's recurrent layers in LibTorch, by its own operations for several layers at once, with the weights of a [TorchModel].
record TorchRecurrent(TorchModel weights) {
    Tensor apply(RecurrentModel model, Tensor tokens) {
        Tensor y = apply(model.layers().layers(), embedding(weights.tensor(model.tokens().weight().name()), tokens));
        return linear(y, weights.tensor(model.output().weight().name()), new TensorOptional(weights.tensor(model.output().bias().name())));
    }

    /// @param x `[batch, time, features]`
    Tensor apply(List<Recurrent> layers, Tensor x) {
        var all = new TensorVector();
        for (Recurrent layer : layers) {
            RecurrentWeights w = layer.weights();
            all.push_back(weights.tensor(w.inputWeight().name()));
            all.push_back(weights.tensor(w.hiddenWeight().name()));
            all.push_back(weights.tensor(w.inputBias().name()));
            all.push_back(weights.tensor(w.hiddenBias().name()));
        }
        int n = layers.size();
        long hidden = layers.getFirst().weights().hiddenWeight().shape().size(0);
        Tensor zeros = torch.zeros(n, x.size(0), hidden).to(x.scalar_type());
        var parameters = new TensorArrayRef(all);
        return switch (layers.getFirst()) {
            case RNN _ -> rnn_tanh(x, zeros, parameters, true, n, 0.0, true, false, true).get0();
            case GRU _ -> gru(x, zeros, parameters, true, n, 0.0, true, false, true).get0();
            case LSTM _ -> lstm(x, new TensorArrayRef(new TensorVector(zeros, zeros)), parameters, true, n, 0.0, true, false, true).get0();
        };
    }
}
