package com.example.extensions;

import dev.cornet.activations.Sigmoid;
import dev.cornet.activations.Tanh;
import dev.cornet.backend.Ops;
import dev.cornet.layers.KernelRecurrentCell;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * A GRU cell whose update gate also sees the new candidate: c = tanh(x·W + (r⊙h)·U + b), r = σ(…), u = σ(… + c⊙p), h ← u⊙h + (1 − u)⊙c.
 * Weights: those of the three gates, and p "peephole" (units).
 */
public final class PeepholeGru extends KernelRecurrentCell<PeepholeGru> {
    private Variable peephole;

    private PeepholeGru() {}

    public PeepholeGru(int units) {
        super(units);
    }

    @Override
    protected int gates() {
        return 3;
    }

    @Override
    protected void build(Shape in) {
        super.build(in);
        peephole = weight("peephole", Shape.of(units()), new WeightOptions("zeros"));
    }

    @Override
    protected Outputs step(Tensor x, List<Tensor> states, Pass pass) {
        Tensor h = states.get(0);
        Gate r = gate(0, new Sigmoid(), x, h, pass);
        Gate c = gate(1, new Tanh(), x, pass.multiply(r.y(), h), pass);
        Gate z = gate(2, x, h, pass);
        Tensor seen = pass.copy(c.y());
        Ops.multiplyRows(seen, peephole.value());
        Ops.add(z.y(), seen);
        Output u = new Sigmoid().forward(z.y(), pass);
        Tensor difference = pass.map(h, c.y(), (a, b) -> a - b);
        Tensor y = pass.copy(c.y());
        Ops.addProduct(y, u.y(), difference);
        return Outputs.of(y, (dy, grads) -> {
            Tensor dx = pass.zeros(x.shape());
            Tensor dh = pass.multiply(dy, u.y());
            Tensor dc = pass.map(dy, dh, (a, b) -> a - b);
            Tensor dz = u.backward().apply(pass.multiply(dy, difference), grads);
            Ops.addProductSumRows(grads.accumulator(peephole), dz, c.y());
            Tensor dSeen = pass.copy(dz);
            Ops.multiplyRows(dSeen, peephole.value());
            Ops.add(dc, dSeen);
            z.backward(dz, grads, dx, dh);
            Tensor dReset = pass.zeros(h.shape());
            c.backward(dc, grads, dx, dReset);
            Ops.addProduct(dh, dReset, r.y());
            r.backward(pass.multiply(dReset, h), grads, dx, dh);
            return List.of(dx, dh);
        });
    }
}
