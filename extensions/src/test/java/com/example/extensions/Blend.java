package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.nn.Merge;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** A layer of two inputs: y = a·K + b, with a weight K "kernel" that maps the features of a to those of b. */
public final class Blend extends Merge<Blend> implements OptionMethods.Kernel<Blend> {
    @Option("kernel")
    private final WeightOptions kernelOptions = new WeightOptions("glorot_uniform");

    private Variable kernel;

    @Override
    protected void build(List<Shape> ins) {
        kernel = weight("kernel", Shape.of(ins.get(0).last(), ins.get(1).last()), kernelOptions);
    }

    @Override
    protected Shape outputShape(List<Shape> ins) {
        requireShape(ins.size() == 2, "takes two inputs, got %d", ins.size());
        return ins.get(1);
    }

    @Override
    protected Outputs forward(List<Tensor> xs, Pass pass) {
        Tensor y = pass.dot(xs.get(0), kernel);
        Ops.add(y, xs.get(1));
        return Outputs.of(y, (dy, grads) -> {
            grads.addTransposedDot(kernel, xs.get(0), dy);
            return List.of(pass.dotT(dy, kernel), dy);
        });
    }
}
