package dev.cornet.layers;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer as the linear function x·W + b, a product or a convolution. A factor and an offset per output channel can be folded into its
 * weights, and an epilogue can be applied to its output while that is in cache. The output channels are the last axis of W.
 */
interface LinearMap {
    /** The layer that has the weights. */
    Layer layer();

    /** The variable W. */
    Variable kernel();

    /** The variable b, or null. */
    @Nullable
    Variable bias();

    /** Computes x·W + b for the given weights with the epilogue applied; there is no backward. */
    Tensor compute(Tensor x, WeightsAndBias weights, Epilogue epilogue, Pass pass);

    /**
     * The same function of images without the zero padding around them; null if that is not possible.
     *
     * @param image the shape of a padded image
     * @param padding the rows and columns of zeros, ((top, bottom), (left, right))
     */
    default @Nullable LinearMap absorbPadding(Shape image, int[][] padding) {
        return null;
    }
}
