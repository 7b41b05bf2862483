package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.layer.Fluent;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * What pooling over whole images shares.
 *
 * @param <L> the layer itself
 */
abstract class GlobalPooling<L extends GlobalPooling<L>> extends Fluent<L> {
    @Option
    private String dataFormat = Images2D.CHANNELS_LAST;

    @Option
    private boolean keepdims;

    /** Whether y keeps the axes as (batch, 1, 1, channels); default false. */
    public L keepdims(boolean keep) {
        keepdims = keep;
        return self();
    }

    @Override
    protected void validate() {
        Images2D.requireChannelsLast(this, dataFormat);
    }

    @Override
    protected Shape outputShape(Shape in) {
        Images2D.requireImages(this, in);
        return keepdims ? Shape.of(1, 1, in.last()) : Shape.of(in.last());
    }

    /** The images of a batch. */
    record Grid(int batch, int pixels, int channels) {
        interface Visit {
            void at(int xAt, int yAt);
        }

        /** Every pixel of every image, beside its image's row of channels. */
        void visit(Visit visit) {
            for (int n = 0; n < batch; n++) {
                for (int p = 0; p < pixels; p++) {
                    visit.at((n * pixels + p) * channels, n * channels);
                }
            }
        }
    }

    static Grid grid(Tensor x) {
        Shape shape = x.shape();
        return new Grid(shape.dim(0), shape.dim(1) * shape.dim(2), shape.dim(3));
    }
}
