package dev.cornet.layers;

import dev.cornet.Cornet;
import dev.cornet.activations.Tanh;
import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.initializers.GlorotUniform;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Cells for the tests of {@link RNN}; {@code golden/layers/make.py} has the same cells in Python. */
public final class OwnCells {
    private OwnCells() {}

    public static void register() {
        Cornet.register("golden>MinimalCell", MinimalCell.class);
        Cornet.register("golden>TwoStateCell", TwoStateCell.class);
    }

    /** h ← tanh(x·W + h·U). */
    static final class MinimalCell extends RecurrentCell<MinimalCell> {
        @Option(required = true)
        private int units;

        private Variable w;
        private Variable u;

        private MinimalCell() {}

        MinimalCell(int units) {
            this.units = units;
        }

        @Override
        protected int[] stateSizes() {
            return new int[] {units};
        }

        @Override
        protected void build(Shape in) {
            w = weight("kernel", Shape.of(in.last(), units), new GlorotUniform());
            u = weight("recurrent_kernel", Shape.of(units, units), new GlorotUniform());
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

    /** s ← (s + h)/2, h ← tanh(x·W + h·U), with the output (h, s)·V. */
    static final class TwoStateCell extends RecurrentCell<TwoStateCell> {
        @Option(required = true)
        private int units;

        private Variable w;
        private Variable u;
        private Variable v;

        private TwoStateCell() {}

        TwoStateCell(int units) {
            this.units = units;
        }

        @Override
        protected int[] stateSizes() {
            return new int[] {units, units};
        }

        @Override
        protected int outputSize() {
            return units + 1;
        }

        @Override
        protected void build(Shape in) {
            w = weight("kernel", Shape.of(in.last(), units), new GlorotUniform());
            u = weight("recurrent_kernel", Shape.of(units, units), new GlorotUniform());
            v = weight("projection", Shape.of(2 * units, units + 1), new GlorotUniform());
        }

        @Override
        protected Outputs step(Tensor x, List<Tensor> states, Pass pass) {
            Tensor before = states.get(0);
            Tensor s = states.get(1).copy();
            Ops.add(s, before);
            Ops.scale(s, 0.5f);
            Tensor z = pass.dot(x, w);
            Ops.add(z, pass.dot(before, u));
            Output h = new Tanh().forward(z, pass);
            Tensor both = join(h.y(), s);
            return Outputs.of(List.of(pass.dot(both, v), h.y(), s), (dys, grads) -> {
                grads.addTransposedDot(v, both, dys.get(0));
                Tensor dBoth = pass.dotT(dys.get(0), v);
                Tensor dh = half(dBoth, 0);
                Ops.add(dh, dys.get(1));
                Tensor ds = half(dBoth, units);
                Ops.add(ds, dys.get(2));
                Ops.scale(ds, 0.5f);
                Tensor dz = h.backward().apply(dh, grads);
                grads.addTransposedDot(w, x, dz);
                grads.addTransposedDot(u, before, dz);
                Tensor dBefore = pass.dotT(dz, u);
                Ops.add(dBefore, ds);
                return List.of(pass.dotT(dz, w), dBefore, ds);
            });
        }

        private static Tensor join(Tensor a, Tensor b) {
            int rows = a.shape().dim(0);
            int n = a.rowSize();
            Tensor both = Tensor.zeros(rows, 2 * n);
            for (int r = 0; r < rows; r++) {
                System.arraycopy(a.data(), a.offset() + r * n, both.data(), 2 * r * n, n);
                System.arraycopy(b.data(), b.offset() + r * n, both.data(), (2 * r + 1) * n, n);
            }
            return both;
        }

        private Tensor half(Tensor both, int from) {
            Tensor half = Tensor.zeros(both.shape().dim(0), units);
            for (int r = 0; r < half.shape().dim(0); r++) {
                int at = both.offset() + r * 2 * units + from;
                float[] row = Arrays.copyOfRange(both.data(), at, at + units);
                System.arraycopy(row, 0, half.data(), r * units, units);
            }
            return half;
        }
    }

    /** A cell that says nothing of its states. */
    static final class Stateless extends RecurrentCell<Stateless> {
        @Override
        protected int[] stateSizes() {
            return new int[0];
        }

        @Override
        protected int outputSize() {
            return 1;
        }

        @Override
        protected Outputs step(Tensor x, List<Tensor> states, Pass pass) {
            throw new AssertionError();
        }
    }
}
