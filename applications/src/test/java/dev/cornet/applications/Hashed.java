package dev.cornet.applications;

import dev.cornet.layers.DepthwiseConv2D;
import dev.cornet.models.Model;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.regex.Pattern;

/** The weights and images of golden/applications/make.py, computed by the same formula instead of being stored. */
public final class Hashed {
    /** The last normalization of a block of ResNet or Xception. */
    private static final Pattern LAST_OF_BLOCK = Pattern.compile("_3_bn|_sepconv3_bn");

    private Hashed() {}

    /** u(stream, j) in [0, 1): the upper 24 bits of MurmurHash3's finalizer of stream·0x9E3779B9 + j. */
    static double u(int stream, int j) {
        int h = stream * 0x9E3779B9 + j;
        h ^= h >>> 16;
        h *= 0x85EBCA6B;
        h ^= h >>> 13;
        h *= 0xC2B2AE35;
        h ^= h >>> 16;
        return (h >>> 8) / (double) (1 << 24);
    }

    /** Sets the weights of make.py. */
    public static Model weights(Model model) {
        return weights(model, Hashed::value);
    }

    /** Sets the weights that a formula computes from the weight and u(i, j). */
    static Model weights(Model model, ToDoubleBiFunction<Variable, Double> formula) {
        List<Variable> variables = model.variables();
        for (int i = 0; i < variables.size(); i++) {
            Variable w = variables.get(i);
            Tensor value = w.mutableValue();
            for (int j = 0; j < value.size(); j++) {
                value.data()[value.offset() + j] = (float) formula.applyAsDouble(w, u(i, j));
            }
        }
        return model;
    }

    static double value(Variable w, double u) {
        return switch (w.name()) {
            case "kernel" -> (2 * u - 1) * Math.sqrt(6.0 / inputs(w));
            case "depthwise_kernel" ->
                (2 * u - 1) * Math.sqrt(6.0 / w.shape().range(0, 2).size());
            case "pointwise_kernel" -> (2 * u - 1) * Math.sqrt(3.0 / inputs(w));
            case "gamma" -> LAST_OF_BLOCK.matcher(w.path()).find() ? 0.1 + 0.2 * u : 0.6 + 0.8 * u;
            case "moving_variance" -> 0.6 + 0.8 * u;
            default -> 0.2 * u - 0.1;
        };
    }

    /** The number of inputs of one output (fan-in). */
    private static int inputs(Variable kernel) {
        Shape shape = kernel.shape();
        return shape.range(0, kernel.owner() instanceof DepthwiseConv2D ? 2 : shape.rank() - 1)
                .size();
    }

    public static Tensor images(int n, Shape shape) {
        Tensor x = Tensor.zeros(shape.withBatch(n));
        for (int j = 0; j < x.size(); j++) {
            x.data()[j] = (float) (2 * u(-1, j) - 1);
        }
        return x;
    }
}
