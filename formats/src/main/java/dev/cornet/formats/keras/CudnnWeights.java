package dev.cornet.formats.keras;

import dev.cornet.config.KerasNames;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * Converts the weights of CuDNNLSTM and CuDNNGRU to those of LSTM and GRU. cuDNN stores the kernel of each gate transposed, and has two
 * biases, one added to the input product and one to the recurrent product, which are stored one after the other.
 */
final class CudnnWeights {
    private CudnnWeights() {}

    /** The stored array in the layout of the weight; unchanged if its shape is not one of cuDNN's. */
    static StoredArray convert(Variable weight, StoredArray stored) {
        Shape shape = weight.shape();
        if (weight.name().equals("bias")) {
            boolean hasTwoRows = shape.rank() == 2;
            return hasTwoRows
                    ? stored.reshaped(shape)
                    : new StoredArray(shape, target -> addHalves(stored.read(), target));
        } else if (!stored.shape().equals(shape) || shape.rank() != 2) {
            return stored;
        }
        boolean isInputKernel = weight.name().equals("kernel");
        int rows = shape.dim(0);
        int columns = shape.dim(1);
        int gates = KerasNames.of(weight.owner().getClass()).equals("LSTM") ? 4 : 3;
        return new StoredArray(
                shape, target -> transposeGates(stored.read(), target, rows, columns / gates, isInputKernel));
    }

    private static void addHalves(Tensor bothBiases, Tensor target) {
        int half = target.size();
        for (int i = 0; i < half; i++) {
            target.data()[target.offset() + i] =
                    bothBiases.data()[i] + bothBiases.data()[half + i];
        }
    }

    /**
     * Transposes the block of {@code units} columns of each gate. The block of an input kernel need not be square: its values, read row by
     * row, are the columns of the result.
     */
    private static void transposeGates(Tensor from, Tensor target, int rows, int units, boolean isInputKernel) {
        int columns = from.shape().dim(1);
        for (int gate = 0; gate < columns; gate += units) {
            for (int row = 0; row < rows; row++) {
                for (int unit = 0; unit < units; unit++) {
                    int position = isInputKernel ? unit * rows + row : unit * units + row;
                    int at = position / units * columns + gate + position % units;
                    target.data()[target.offset() + row * columns + gate + unit] = from.data()[at];
                }
            }
        }
    }
}
