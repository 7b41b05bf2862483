package com.example.extensions;

import dev.cornet.layers.BasePooling2D;
import dev.cornet.layers.PoolingWindows;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Median pooling layer for images: y is the median of each window, the lower one of an even number of pixels, which gets the gradient. */
public final class MedianPooling2D extends BasePooling2D<MedianPooling2D> {
    public MedianPooling2D() {
        super(2);
    }

    public MedianPooling2D(int... poolSize) {
        super(poolSize);
    }

    @Override
    protected Output pool(PoolingWindows windows, Tensor x, Pass pass) {
        Tensor y = pass.tensor(windows.outputShape().withBatch(x.shape().dim(0)));
        int[] sources = new int[y.size()];
        windows.forEach(x, y, (yAt, xAt, count) -> {
            Comparator<Integer> byValue = Comparator.comparing(at -> x.data()[at]);
            int median = IntStream.of(xAt)
                    .limit(count)
                    .boxed()
                    .sorted(byValue)
                    .skip((count - 1) / 2)
                    .findFirst()
                    .orElseThrow();
            y.data()[yAt] = x.data()[median];
            sources[yAt - y.offset()] = median - x.offset();
        });
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.zeros(x.shape());
            for (int i = 0; i < sources.length; i++) {
                dx.data()[dx.offset() + sources[i]] += dy.data()[dy.offset() + i];
            }
            return dx;
        });
    }
}
