package dev.cornet.layers;

import dev.cornet.activations.Linear;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A 2D convolution layer fused with the pooling that follows it, in any combination of:
 *
 * <ul>
 *   <li>2×2 max pooling: one kernel computes convolution and pooling, where that is faster.
 *   <li>Unread pixels: pooling of 11×11 pixels by 2×2 windows reads only 10×10 of them, so the convolution computes only these.
 *   <li>relu: it is applied after the pooling, see {@link ReluAfterMaxPooling}.
 * </ul>
 */
final class PooledConv2D extends DerivedOperation {
    private static final ActivationFunction LINEAR = new Linear();

    private final Conv2D conv;
    private final BasePooling2D<?> pooling;

    /** The shape of the part of the convolution's output that the pooling reads; null for all of it. */
    private final @Nullable Shape readPart;

    private final boolean mayUseOneKernel;
    private final boolean poolsFirst;

    private PooledConv2D(
            Conv2D conv,
            BasePooling2D<?> pooling,
            @Nullable Shape readPart,
            boolean mayUseOneKernel,
            boolean poolsFirst) {
        super(conv, List.of(conv));
        this.conv = conv;
        this.pooling = pooling;
        this.readPart = readPart;
        this.mayUseOneKernel = mayUseOneKernel;
        this.poolsFirst = poolsFirst;
    }

    /**
     * The convolution layer, which must have no activity regularizer, fused with the pooling; null if that saves nothing.
     *
     * @param image the shape of the images between the layers
     */
    static @Nullable Operation of(Conv2D conv, BasePooling2D<?> pooling, Shape image) {
        PoolingWindows windows = pooling.windows(image);
        Shape read = windows.readShape();
        Shape readPart = read.equals(image) ? null : read;
        boolean isMax = pooling instanceof MaxPooling2D;
        boolean isRelu = ReluAfterMaxPooling.isRelu(conv.activation);
        boolean mayUseOneKernel = isMax && (isRelu || conv.activation instanceof Linear) && windows.are2x2Blocks();
        boolean poolsFirst = isMax && isRelu;
        return readPart == null && !mayUseOneKernel && !poolsFirst
                ? null
                : new PooledConv2D(conv, pooling, readPart, mayUseOneKernel, poolsFirst);
    }

    @Override
    protected Output run(List<Tensor> xs, Pass pass) {
        Tensor x = xs.get(0);
        Convolution convolution = conv.convolution(x).cropTo(readPart);
        if (mayUseOneKernel && convolution.fusesMaxPool(pass, x.shape().dim(0))) {
            return conv.maxPooled(convolution, x, pass);
        }
        Output z = conv.forward(convolution, x, poolsFirst ? LINEAR : conv.activation, pass);
        Output pooled = chain(z, pooling.forward(z.y(), pass));
        return poolsFirst ? chain(pooled, conv.activation.forward(pooled.y(), pass)) : pooled;
    }
}
