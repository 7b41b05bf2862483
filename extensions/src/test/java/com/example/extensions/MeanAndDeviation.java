package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** A layer of two outputs: the mean μ of the features of a sample, (batch, 1), and x − μ. */
public final class MeanAndDeviation extends Fluent<MeanAndDeviation> {
    @Override
    protected List<Shape> outputShapes(List<Shape> ins) {
        return List.of(single(ins).withLast(1), single(ins));
    }

    @Override
    protected Outputs run(List<Tensor> xs, Pass pass) {
        int n = xs.get(0).shape().last();
        Tensor ones = pass.tensor(Shape.of(n, 1));
        Ops.fill(ones, 1);
        Tensor mean = pass.dot(xs.get(0), ones);
        Ops.scale(mean, 1f / n);
        Tensor deviation = pass.tensor(xs.get(0).shape());
        deviation.copyFrom(xs.get(0));
        Ops.addScaled(deviation, pass.dotT(mean, ones), -1);
        return Outputs.of(List.of(mean, deviation), (dys, grads) -> { // dx = d + (dμ − Σ d)/n, where d is that of x − μ
            Tensor dx = dys.get(1);
            Ops.addScaled(dys.get(0), pass.dot(dx, ones), -1);
            Ops.addScaled(dx, pass.dotT(dys.get(0), ones), 1f / n);
            return List.of(dx);
        });
    }
}
