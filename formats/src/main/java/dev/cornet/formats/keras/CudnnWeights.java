package dev.cornet.formats.keras;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * Weights of CuDNNLSTM and CuDNNGRU for an LSTM and a GRU: the kernel of each gate lies there with its axes exchanged, and those of the bias that
 * is added twice, to the input and to the state, one after the other.
 */
final class CudnnWeights {
    private CudnnWeights() {}

    /** The array in the form of the weight; as it is where the sizes are others. */
    static StoredArray convert(Variable weight, StoredArray stored) {
        Shape now = weight.shape();
        if (weight.name().equals("bias")) {
            boolean twoRows = now.rank() == 2;
            return twoRows ? stored.reshaped(now) : new StoredArray(now, target -> addHalves(stored.read(), target));
        } else if (!stored.shape().equals(now) || now.rank() != 2) {
            return stored;
        }
        boolean ofInput = weight.name().equals("kernel");
        int rows = now.dim(0);
        int columns = now.dim(1);
        int gates = weight.owner().typeName().equals("LSTM") ? 4 : 3;
        return new StoredArray(now, target -> exchange(stored.read(), target, rows, columns / gates, ofInput));
    }

    private static void addHalves(Tensor both, Tensor target) {
        int half = target.size();
        for (int i = 0; i < half; i++) {
            target.data()[target.offset() + i] = both.data()[i] + both.data()[half + i];
        }
    }

    /**
     * Exchanges the axes of each gate, a block of {@code units} columns. That of the input need not be square: what lies in the block, row by row,
     * are its columns one after the other.
     */
    private static void exchange(Tensor from, Tensor target, int rows, int units, boolean ofInput) {
        int columns = from.shape().dim(1);
        for (int gate = 0; gate < columns; gate += units) {
            for (int row = 0; row < rows; row++) {
                for (int unit = 0; unit < units; unit++) {
                    int place = ofInput ? unit * rows + row : unit * units + row;
                    int at = place / units * columns + gate + place % units;
                    target.data()[target.offset() + row * columns + gate + unit] = from.data()[at];
                }
            }
        }
    }
}
