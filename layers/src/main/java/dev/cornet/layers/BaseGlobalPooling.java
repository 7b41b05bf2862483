package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * What pooling over whole images or sequences shares.
 *
 * @param <L> the layer itself
 */
abstract class BaseGlobalPooling<L extends BaseGlobalPooling<L>> extends Fluent<L> {
    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    @Option
    private boolean keepdims;

    /** The axes pooled over: 2 of images, 1 of sequences. */
    int axes() {
        return 2;
    }

    /** Whether y keeps the axes that are pooled over, as (batch, 1, 1, channels); default false. */
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
        if (axes() == 1) {
            SequenceChecks.require(this, in);
            return keepdims ? Shape.of(1, in.last()) : Shape.of(in.last());
        }
        ImageChecks.requireImages(this, in);
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
        return new Grid(shape.dim(0), shape.range(1, shape.rank() - 1).size(), shape.last());
    }

    /** y = the largest value of each channel; equals share the gradient. */
    final Output largest(Tensor x, Pass pass) {
        Grid g = grid(x);
        Tensor y = pass.tensor(outputShape(x.shape().withoutBatch()).withBatch(g.batch()));
        Ops.fill(y, Float.NEGATIVE_INFINITY);
        g.visit((xAt, yAt) -> {
            for (int c = 0; c < g.channels(); c++) {
                int at = y.offset() + yAt + c;
                y.data()[at] = Math.max(y.data()[at], x.data()[x.offset() + xAt + c]);
            }
        });
        return new Output(y, (dy, grads) -> {
            Tensor count = pass.zeros(y.shape());
            g.visit((xAt, yAt) -> {
                for (int c = 0; c < g.channels(); c++) {
                    boolean largest = x.data()[x.offset() + xAt + c] == y.data()[y.offset() + yAt + c];
                    count.data()[count.offset() + yAt + c] += largest ? 1 : 0;
                }
            });
            Tensor dx = pass.tensor(x.shape());
            g.visit((xAt, yAt) -> {
                for (int c = 0; c < g.channels(); c++) {
                    boolean largest = x.data()[x.offset() + xAt + c] == y.data()[y.offset() + yAt + c];
                    float share = dy.data()[dy.offset() + yAt + c] / count.data()[count.offset() + yAt + c];
                    dx.data()[dx.offset() + xAt + c] = largest ? share : 0;
                }
            });
            return dx;
        });
    }
}
