package com.example.extensions;

import dev.cornet.activations.Tanh;
import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.layers.RecurrentCell;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** The recurrent cell of Keras' page on RNN, with tanh: h ← tanh(x·W + h·U). Weights: W "kernel", U "recurrent_kernel". */
public final class MinimalCell extends RecurrentCell<MinimalCell>
        implements OptionMethods.Kernel<MinimalCell>, OptionMethods.Recurrent<MinimalCell> {
    @Option(required = true)
    private int units;

    @Option("kernel")
    private final WeightOptions kernelOptions = new WeightOptions("glorot_uniform");

    @Option("recurrent")
    private final WeightOptions recurrentOptions = new WeightOptions("orthogonal");

    private Variable w;
    private Variable u;

    private MinimalCell() {}

    public MinimalCell(int units) {
        this.units = units;
    }

    @Override
    protected int[] stateSizes() {
        return new int[] {units};
    }

    @Override
    protected void build(Shape in) {
        w = weight("kernel", Shape.of(in.last(), units), kernelOptions);
        u = weight("recurrent_kernel", Shape.of(units, units), recurrentOptions);
    }

    @Override
    protected Outputs step(Tensor x, List<Tensor> states, Pass pass) {
        Tensor z = pass.dot(x, w);
        Ops.add(z, pass.dot(states.get(0), u));
        Output h = new Tanh().forward(z, pass);
        return Outputs.of(h.y(), (dh, grads) -> {
            Tensor dz = h.backward().apply(dh, grads);
            grads.addTransposedDot(w, x, dz);
            grads.addTransposedDot(u, states.get(0), dz);
            return List.of(pass.dotT(dz, w), pass.dotT(dz, u));
        });
    }
}
