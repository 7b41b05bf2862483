package com.example.extensions;

import dev.cornet.layers.BasePooling2D;
import dev.cornet.layers.PoolingWindows;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
        return windows.select(x, pass, MedianPooling2D::median);
    }

    private static int median(float[] values, int count) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        order.sort(Comparator.comparing(i -> values[i]));
        return order.get((count - 1) / 2);
    }
}
