package dev.cornet.layers;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A convolution layer as a linear function.
 *
 * @param convolutions the convolution for each shape of images
 */
record LinearConvolution(
        Layer layer, Variable kernel, @Nullable Variable bias, Function<Shape, Convolution> convolutions)
        implements LinearMap {
    @Override
    public Tensor compute(Tensor x, WeightsAndBias weights, Epilogue epilogue, Pass pass) {
        return convolutions.apply(x.shape().withoutBatch()).forward(pass, x, weights, epilogue);
    }

    /**
     * The convolution of the unpadded image treats pixels beyond its edges as zeros; null if a window would lie entirely in the padding.
     */
    @Override
    public @Nullable LinearMap absorbPadding(Shape image, int[][] padding) {
        Convolution unpadded = convolutions.apply(image).absorbPadding(padding);
        return unpadded == null ? null : new LinearConvolution(layer, kernel, bias, in -> unpadded);
    }
}
