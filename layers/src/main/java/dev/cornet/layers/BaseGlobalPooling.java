package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * Base class of pooling layers over whole images or sequences: their options and output shapes, and global max pooling.
 *
 * <p>x (batch, height, width, channels) or (batch, steps, channels), y (batch, channels), or, with {@code keepdims}, with axes of size 1. A
 * subclass implements {@link #forward} for an output of the shape {@code outputShape(x.shape())}.
 *
 * @param <L> the layer itself
 */
public abstract class BaseGlobalPooling<L extends BaseGlobalPooling<L>> extends UnaryLayer<L> {
    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    @Option
    private boolean keepdims;

    /** The number of axes pooled over: 2 for images, 1 for sequences. */
    protected int pooledAxes() {
        return 2;
    }

    /** Whether y keeps the pooled axes with size 1, for images as (batch, 1, 1, channels); default false. */
    public L keepdims(boolean keep) {
        keepdims = keep;
        return self();
    }

    @Override
    protected void validate() {
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    @Override
    protected Shape outputShape(Shape in) {
        if (pooledAxes() == 1) {
            SequenceChecks.require(this, in);
            return keepdims ? Shape.of(in.dim(0), 1, in.last()) : Shape.of(in.dim(0), in.last());
        }
        ImageChecks.requireImages(this, in);
        return keepdims ? Shape.of(in.dim(0), 1, 1, in.last()) : Shape.of(in.dim(0), in.last());
    }

    /** The layout of a batch of images or sequences; a pixel is one step of a sequence. Indices leave out the tensors' offsets. */
    protected record PixelLayout(int batch, int pixels, int channels) {
        /** Receives the indices of the channels of a pixel and of its image's output. */
        public interface PixelVisitor {
            void accept(int xAt, int yAt);
        }

        /** Calls {@code visitor} for every pixel with the index of its channels in x and of its image's channels in y. */
        public void forEachPixel(PixelVisitor visitor) {
            for (int n = 0; n < batch; n++) {
                for (int p = 0; p < pixels; p++) {
                    visitor.accept((n * pixels + p) * channels, n * channels);
                }
            }
        }
    }

    /** Returns the layout of a batch of images or sequences. */
    protected static PixelLayout pixelLayout(Tensor x) {
        Shape shape = x.shape();
        return new PixelLayout(shape.dim(0), shape.range(1, shape.rank() - 1).size(), shape.last());
    }

    /** Global max pooling: y is the maximum of each channel; equal maxima share the gradient. */
    final Output max(Tensor x, Pass pass) {
        PixelLayout layout = pixelLayout(x);
        Tensor y = pass.tensor(outputShape(x.shape()));
        Ops.fill(y, Float.NEGATIVE_INFINITY);
        layout.forEachPixel((xAt, yAt) -> {
            for (int c = 0; c < layout.channels(); c++) {
                int at = y.offset() + yAt + c;
                y.data()[at] = Math.max(y.data()[at], x.data()[x.offset() + xAt + c]);
            }
        });
        return new Output(y, (dy, grads) -> {
            Tensor count = pass.zeros(y.shape());
            layout.forEachPixel((xAt, yAt) -> {
                for (int c = 0; c < layout.channels(); c++) {
                    boolean isMax = x.data()[x.offset() + xAt + c] == y.data()[y.offset() + yAt + c];
                    count.data()[count.offset() + yAt + c] += isMax ? 1 : 0;
                }
            });
            Tensor dx = pass.tensor(x.shape());
            layout.forEachPixel((xAt, yAt) -> {
                for (int c = 0; c < layout.channels(); c++) {
                    boolean isMax = x.data()[x.offset() + xAt + c] == y.data()[y.offset() + yAt + c];
                    float share = dy.data()[dy.offset() + yAt + c] / count.data()[count.offset() + yAt + c];
                    dx.data()[dx.offset() + xAt + c] = isMax ? share : 0;
                }
            });
            return dx;
        });
    }
}
