package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.graph.ReturnedValueChecks;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Value;
import dev.cornet.nn.ValueKind;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of an {@link RNN} on a batch: its cell is run on one step after the other, and backpropagated through time.
 *
 * <p>In the rows that are masked at a step, the states stay as they are, and the output is that of the step before (zeros at first, or
 * always with zeroOutputForMask).
 */
final class CellRun {
    private final RNN layer;
    private final RecurrentCell<?> cell;
    private final Pass pass;
    private final Tensor x;
    private final @Nullable Tensor mask;
    private final int rows;
    private final int steps;
    private final boolean[] isInitialStateGiven;
    private final List<Outputs> runs = new ArrayList<>();
    private final Outputs outputs;

    CellRun(RNN layer, Tensor x, List<@Nullable Tensor> initialStates, Pass pass) {
        this.layer = layer;
        this.cell = layer.cell();
        this.pass = pass;
        this.x = x;
        this.mask = pass.mask();
        this.rows = x.shape().dim(0);
        this.steps = x.shape().dim(1);
        this.isInitialStateGiven = new boolean[initialStates.size()];
        List<Tensor> states = new ArrayList<>();
        for (int s = 0; s < isInitialStateGiven.length; s++) {
            Tensor initial = initialStates.get(s);
            isInitialStateGiven[s] = initial != null;
            states.add(initial != null ? initial : pass.zeros(Shape.of(rows, layer.stateSizes()[s])));
        }
        List<Tensor> ys = new ArrayList<>();
        ys.add(forward(states));
        ys.addAll(states);
        this.outputs = Outputs.of(ys, this::backward);
    }

    /** The output, followed by the last states. */
    Outputs outputs() {
        return outputs;
    }

    /** The index in x and mask of step {@code step} of the loop. */
    private int timeOf(int step) {
        return layer.goesBackwards() ? steps - 1 - step : step;
    }

    private boolean isMasked(int row, int step) {
        return mask != null && mask.data()[mask.offset() + row * steps + timeOf(step)] == 0;
    }

    private boolean isAnyMasked(int step) {
        for (int row = 0; row < rows; row++) {
            if (isMasked(row, step)) {
                return true;
            }
        }
        return false;
    }

    // ---- forward

    /** Runs all steps, and returns y; replaces {@code states} by the states after the last step. */
    private Tensor forward(List<Tensor> states) {
        int size = layer.outputSize();
        Tensor y = pass.tensor(layer.returnsSequences() ? Shape.of(rows, steps, size) : Shape.of(rows, size));
        Tensor previous = pass.zeros(Shape.of(rows, size));
        for (int step = 0; step < steps; step++) {
            Outputs out = run(step, states);
            runs.add(out);
            int first = out.ys().size() - states.size();
            Tensor output = masked(out.y(0), layer.zeroesOutputForMask() ? null : previous, step);
            for (int s = 0; s < states.size(); s++) {
                states.set(s, masked(out.y(first + s), states.get(s), step));
            }
            if (layer.returnsSequences()) {
                copyStep(y, output, step, true);
            }
            previous = output;
        }
        if (!layer.returnsSequences()) {
            y.copyFrom(previous);
        }
        return y;
    }

    private Outputs run(int step, List<Tensor> states) {
        List<Tensor> ins = new ArrayList<>();
        Tensor xOfStep = pass.tensor(Shape.of(rows, x.shape().last()));
        copyStep(x, xOfStep, timeOf(step), false);
        ins.add(xOfStep);
        ins.addAll(states);
        List<Value> values = new ArrayList<>();
        if (cell.hasOwnOutput()) {
            values.add(new Value(Shape.of(-1, cell.outputSize()), ValueKind.ROWS));
        }
        for (int size : cell.stateSizes()) {
            values.add(new Value(Shape.of(-1, size), ValueKind.ROWS));
        }
        return pass.nested(0, 1, List.of(), () -> ReturnedValueChecks.run(cell, ins, values, rows, pass));
    }

    /** The rows of {@code now} that are not masked at this step, and those of {@code before}, or zeros if that is null, elsewhere. */
    private Tensor masked(Tensor now, @Nullable Tensor before, int step) {
        if (!isAnyMasked(step)) {
            return now;
        }
        Tensor selected = pass.tensor(now.shape());
        for (int row = 0; row < rows; row++) {
            copyRow(isMasked(row, step) ? before : now, selected, row);
        }
        return selected;
    }

    private static void copyRow(@Nullable Tensor from, Tensor to, int row) {
        int n = to.rowSize();
        for (int j = 0; j < n; j++) {
            to.data()[to.offset() + row * n + j] = from == null ? 0 : from.data()[from.offset() + row * n + j];
        }
    }

    /** Copies step {@code time} of {@code all} (batch, steps, …) into {@code step}; if {@code toAll}, {@code step} into {@code all}. */
    private void copyStep(Tensor all, Tensor step, int time, boolean toAll) {
        int n = step.rowSize();
        for (int row = 0; row < rows; row++) {
            int a = all.offset() + (row * steps + time) * n;
            int b = step.offset() + row * n;
            if (toAll) {
                System.arraycopy(step.data(), b, all.data(), a, n);
            } else {
                System.arraycopy(all.data(), a, step.data(), b, n);
            }
        }
    }

    // ---- backward

    private List<@Nullable Tensor> backward(List<Tensor> dys, Gradients grads) {
        List<Tensor> dStates = new ArrayList<>();
        for (int s = 0; s < isInitialStateGiven.length; s++) {
            Tensor sum = pass.zeros(Shape.of(rows, layer.stateSizes()[s]));
            if (1 + s < dys.size()) {
                Ops.add(sum, dys.get(1 + s));
            }
            dStates.add(sum);
        }
        Tensor dx = pass.tensor(x.shape());
        Tensor dOutput = pass.zeros(Shape.of(rows, layer.outputSize())); // of the output of this step
        Gradients ofCell = new CellGradients(grads);
        for (int step = steps - 1; step >= 0; step--) {
            addOutputGradient(dOutput, dys.get(0), step);
            List<Tensor> dOuts = new ArrayList<>();
            Tensor dKept = pass.zeros(dOutput.shape()); // goes on to the output of the step before
            dOuts.add(split(dOutput, layer.zeroesOutputForMask() ? null : dKept, step));
            List<Tensor> dKeptStates = new ArrayList<>();
            for (Tensor dState : dStates) {
                Tensor kept = pass.zeros(dState.shape());
                dOuts.add(split(dState, kept, step));
                dKeptStates.add(kept);
            }
            if (!cell.hasOwnOutput()) { // the output is the first state
                Ops.add(dOuts.get(1), dOuts.get(0));
                dOuts.remove(0);
            }
            List<@Nullable Tensor> dIns = runs.get(step).backward(dOuts, ofCell);
            copyStep(dx, Objects.requireNonNull(dIns.get(0)), timeOf(step), true);
            for (int s = 0; s < dStates.size(); s++) {
                Ops.add(dKeptStates.get(s), Objects.requireNonNull(dIns.get(1 + s)));
                dStates.set(s, dKeptStates.get(s));
            }
            dOutput = dKept;
        }
        List<@Nullable Tensor> dxs = new ArrayList<>();
        dxs.add(dx);
        for (int s = 0; s < dStates.size(); s++) {
            dxs.add(isInitialStateGiven[s] ? dStates.get(s) : null);
        }
        return dxs;
    }

    /** Adds the gradient of y to that of the output of a step. */
    private void addOutputGradient(Tensor dOutput, Tensor dy, int step) {
        if (layer.returnsSequences()) {
            Tensor ofStep = pass.tensor(dOutput.shape());
            copyStep(dy, ofStep, step, false);
            Ops.add(dOutput, ofStep);
        } else if (step == steps - 1) {
            Ops.add(dOutput, dy);
        }
    }

    /** Returns the rows of a gradient that are not masked at this step; copies the others into {@code kept}. */
    private Tensor split(Tensor gradient, @Nullable Tensor kept, int step) {
        Tensor unmasked = pass.zeros(gradient.shape());
        for (int row = 0; row < rows; row++) {
            Tensor to = isMasked(row, step) ? kept : unmasked;
            if (to != null) {
                copyRow(gradient, to, row);
            }
        }
        return unmasked;
    }

    /** The gradients as the cell sees them: that of its inputs is always required, since it includes the states. */
    private record CellGradients(Gradients all) implements Gradients {
        @Override
        public Tensor accumulator(Variable w) {
            return all.accumulator(w);
        }

        @Override
        public boolean requires(Variable w) {
            return all.requires(w);
        }

        @Override
        public boolean requiresInput() {
            return true;
        }
    }
}
