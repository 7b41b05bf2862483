package dev.cornet.layers;

import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** The gradient of {@link Maximum} and {@link Minimum}: where several inputs are equal to y, the first one gets the gradient. */
final class FirstMatchGradient {
    private FirstMatchGradient() {}

    /** The gradient of input {@code i}: dy where it is the first input equal to y, else 0. */
    static Tensor gradient(int i, List<Tensor> xs, Tensor y, Tensor dy, Pass pass) {
        Tensor dx = pass.zeros(dy.shape());
        for (int k = 0; k < dy.size(); k++) {
            if (firstMatch(xs, k, y.data()[y.offset() + k]) == i) {
                dx.data()[dx.offset() + k] = dy.data()[dy.offset() + k];
            }
        }
        return dx;
    }

    private static int firstMatch(List<Tensor> xs, int k, float value) {
        for (int j = 0; j < xs.size(); j++) {
            if (xs.get(j).data()[xs.get(j).offset() + k] == value) {
                return j;
            }
        }
        return -1;
    }
}
