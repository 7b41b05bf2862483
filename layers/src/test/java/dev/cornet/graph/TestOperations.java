package dev.cornet.graph;

import dev.cornet.graph.plan.Plan;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.Value;
import dev.cornet.nn.ValueKind;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Operations of formulas, written plainly, for tests of values that are not the rows of a batch. */
final class TestOperations {
    private TestOperations() {}

    /** The partition of a plan for training steps without a loss on logits. */
    static Partition trainingPartition(Plan plan, int rows) {
        ExecutionPlan executionPlan = new ExecutionPlan(plan);
        return new Partition(
                executionPlan.plan(), rows, true, executionPlan.logitSplit(), executionPlan.logits(true, null));
    }

    /** A constant. */
    static final class Constant extends Operation {
        private final Tensor value;

        Constant(Tensor value) {
            this.value = value;
        }

        @Override
        protected List<Value> outputs(List<Value> ins) {
            return List.of(Value.shared(value.shape()));
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            return Outputs.of(List.of(value), (dys, grads) -> List.of());
        }
    }

    /** The mean over axis 0, (1, …): depends on all rows of a batch. */
    static final class Mean extends Operation {
        @Override
        protected List<Value> outputs(List<Value> ins) {
            Value x = ins.get(0);
            ValueKind kind = x.kind() == ValueKind.SHARED ? ValueKind.SHARED : ValueKind.WHOLE;
            return List.of(new Value(x.shape().with(0, 1), kind));
        }

        @Override
        protected RowUse rowUse(boolean training) {
            return RowUse.MIXES;
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            Tensor x = xs.get(0);
            int n = x.shape().dim(0);
            int d = x.shape().rowSize();
            Tensor y = pass.zeros(x.shape().with(0, 1));
            for (int i = 0; i < x.size(); i++) {
                y.data()[y.offset() + i % d] += x.data()[x.offset() + i] / n;
            }
            return Outputs.of(y, (dy, grads) -> {
                Tensor dx = pass.tensor(x.shape());
                for (int i = 0; i < dx.size(); i++) {
                    dx.data()[dx.offset() + i] = dy.data()[dy.offset() + i % d] / n;
                }
                return Collections.singletonList(dx);
            });
        }
    }

    /** x + factor·z, where z is broadcast: its values are those of each row of x, or of each row group. */
    static final class AddScaled extends Operation {
        private final float factor;

        AddScaled(float factor) {
            this.factor = factor;
        }

        @Override
        protected List<Value> outputs(List<Value> ins) {
            return List.of(ins.get(0));
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            Tensor x = xs.get(0);
            Tensor z = xs.get(1);
            Tensor y = pass.tensor(x.shape());
            for (int i = 0; i < y.size(); i++) {
                y.data()[y.offset() + i] = x.data()[x.offset() + i] + factor * z.data()[z.offset() + i % z.size()];
            }
            return Outputs.of(y, (dy, grads) -> {
                Tensor dz = pass.zeros(z.shape());
                for (int i = 0; i < dy.size(); i++) {
                    dz.data()[dz.offset() + i % z.size()] += factor * dy.data()[dy.offset() + i];
                }
                return List.of(dy, dz);
            });
        }
    }

    /** Joins two batches on axis 0. */
    static final class Join extends Operation {
        @Override
        protected List<Value> outputs(List<Value> ins) {
            return List.of(new Value(ins.get(0).shape(), ValueKind.WHOLE));
        }

        @Override
        protected RowUse rowUse(boolean training) {
            return RowUse.MIXES;
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            int n = xs.get(0).shape().dim(0);
            Tensor y = pass.tensor(xs.get(0).shape().with(0, 2 * n));
            y.rows(0, n).copyFrom(xs.get(0));
            y.rows(n, 2 * n).copyFrom(xs.get(1));
            return Outputs.of(y, (dy, grads) -> List.of(dy.rows(0, n), dy.rows(n, 2 * n)));
        }
    }

    /** The two batches that {@link Join} has joined. */
    static final class Split extends Operation {
        @Override
        protected List<Value> outputs(List<Value> ins) {
            Value rows = new Value(ins.get(0).shape(), ValueKind.ROWS);
            return List.of(rows, rows);
        }

        @Override
        protected RowUse rowUse(boolean training) {
            return RowUse.MIXES;
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            Tensor x = xs.get(0);
            int n = x.shape().dim(0) / 2;
            List<Tensor> ys = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Tensor y = pass.tensor(x.shape().with(0, n));
                y.copyFrom(x.rows(i * n, (i + 1) * n));
                ys.add(y);
            }
            return Outputs.of(ys, (dys, grads) -> {
                Tensor dx = pass.tensor(x.shape());
                dx.rows(0, n).copyFrom(dys.get(0));
                dx.rows(n, 2 * n).copyFrom(dys.get(1));
                return Collections.singletonList(dx);
            });
        }
    }

    /** The sum of the squares of each row, (batch, 1). */
    static final class RowNorm extends Operation {
        @Override
        protected List<Value> outputs(List<Value> ins) {
            return List.of(
                    new Value(Shape.of(ins.get(0).shape().dim(0), 1), ins.get(0).kind()));
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            Tensor x = xs.get(0);
            int d = x.shape().rowSize();
            Tensor y = pass.zeros(Shape.of(x.shape().dim(0), 1));
            for (int i = 0; i < x.size(); i++) {
                float v = x.data()[x.offset() + i];
                y.data()[y.offset() + i / d] += v * v;
            }
            return Outputs.of(y, (dy, grads) -> {
                Tensor dx = x.copy();
                for (int i = 0; i < dx.size(); i++) {
                    dx.data()[i] *= 2 * dy.data()[dy.offset() + i / d];
                }
                return Collections.singletonList(dx);
            });
        }
    }

    /** A copy of x whose backward counts its calls in {@code calls}. */
    static final class Counted extends Operation {
        private final int[] calls;

        Counted(int[] calls) {
            this.calls = calls;
        }

        @Override
        protected List<Value> outputs(List<Value> ins) {
            return ins;
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            synchronized (calls) {
                calls[0]++;
            }
            Tensor y = pass.tensor(xs.get(0).shape());
            y.copyFrom(xs.get(0));
            return Outputs.of(y, (dy, grads) -> {
                synchronized (calls) {
                    calls[1]++;
                }
                return Collections.singletonList(dy);
            });
        }
    }
}
