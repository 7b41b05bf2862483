package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** y = (relu(c), relu(−c)) with c = x − the mean of the features of x: twice as many features. Reference: Keras' example of this name. */
public final class Antirectifier extends UnaryLayer<Antirectifier> {
    @Override
    protected Shape outputShape(Shape in) {
        return in.withLast(2 * in.last());
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        int n = x.shape().last();
        Tensor c = centered(x, pass);
        Tensor y = pass.tensor(outputShape(x.shape()));
        for (int i = 0; i < c.size(); i++) {
            float v = c.data()[c.offset() + i];
            int at = y.offset() + i / n * 2 * n + i % n;
            y.data()[at] = Math.max(v, 0);
            y.data()[at + n] = Math.max(-v, 0);
        }
        return new Output(y, (dy, grads) -> {
            Tensor dc = pass.tensor(x.shape());
            for (int i = 0; i < dc.size(); i++) {
                float v = c.data()[c.offset() + i];
                int at = dy.offset() + i / n * 2 * n + i % n;
                dc.data()[dc.offset() + i] = v > 0 ? dy.data()[at] : v < 0 ? -dy.data()[at + n] : 0;
            }
            return centered(dc, pass);
        });
    }

    private static Tensor centered(Tensor x, Pass pass) {
        int n = x.shape().last();
        Tensor mean = pass.tensor(Shape.of(n, n));
        Ops.fill(mean, 1f / n);
        Tensor c = pass.dot(x, mean);
        Ops.scale(c, -1);
        Ops.add(c, x);
        return c;
    }
}
