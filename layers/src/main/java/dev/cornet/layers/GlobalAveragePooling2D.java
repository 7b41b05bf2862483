package dev.cornet.layers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;

/** y = the mean of each channel over the whole image: x (batch, height, width, channels), y (batch, channels). Reference: Keras' GlobalAveragePooling2D page. */
public final class GlobalAveragePooling2D extends BaseGlobalPooling<GlobalAveragePooling2D> {
    @Override
    protected Output forward(Tensor x, Pass pass) {
        Grid g = grid(x);
        Tensor y = pass.zeros(outputShape(x.shape().withoutBatch()).withBatch(g.batch()));
        WorkerPool.shared().run(g.batch(), n -> {
            int image = x.offset() + n * x.rowSize();
            Ops.addSumRows(g.pixels(), g.channels(), x.data(), image, y.data(), y.offset() + n * g.channels());
        });
        Ops.scale(y, 1f / g.pixels());
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            g.visit((xAt, yAt) -> {
                for (int c = 0; c < g.channels(); c++) {
                    dx.data()[dx.offset() + xAt + c] = dy.data()[dy.offset() + yAt + c] / g.pixels();
                }
            });
            return dx;
        });
    }
}
