package dev.cornet.testing;

import dev.cornet.constraints.Constraint;
import dev.cornet.exceptions.CornetException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * The contract test of constraints: {@code ConstraintContract.check(new MyConstraint(), Shape.of(5, 4))}, with the shape of a weight.
 *
 * <p>It checks, for random weights of several sizes and for zeros, that
 * <ul>
 *   <li>the projection is finite, the same if it is computed again, and writes nothing but the weight;
 *   <li>an allowed value stays: a second projection changes nothing, up to rounding;
 *   <li>{@code projection(w).run()} gives the same as {@code project(w)};
 *   <li>all options are saved: read from its saved form, the constraint projects to the same values.
 * </ul>
 *
 * <p>A failed check is a {@link CornetException} that names it.
 */
public final class ConstraintContract {
    private static final float[] SCALES = {0, 0.1f, 1, 30};

    private final Constraint constraint;
    private final Shape shape;

    private ConstraintContract(Constraint constraint, Shape shape) {
        this.constraint = constraint;
        this.shape = shape;
    }

    /** Checks a constraint on weights of this shape. */
    public static void check(Constraint constraint, Shape shape) {
        Constraint read = OptionsContract.check(Constraint.class, constraint);
        ConstraintContract contract = new ConstraintContract(constraint, shape);
        for (float scale : SCALES) {
            float[] start = RandomTensors.uniform(shape, new RandomStream(52)).toArray();
            for (int i = 0; i < start.length; i++) {
                start[i] = scale * start[i] + 0f; // 0, not −0
            }
            contract.check(start, read);
        }
    }

    private void check(float[] start, Constraint read) {
        float[] projected = project(constraint, start, false);
        require(Arrays.equals(projected, project(constraint, start, false)), "projected again, the weight differs");
        require(
                Arrays.equals(projected, project(constraint, start, true)),
                "projection(w).run() gives other values than project(w)");
        require(
                Arrays.equals(projected, project(read, start, false)),
                "read from its saved form it gives other values: an option lacks @Option");
        float[] twice = project(constraint, projected, false);
        for (int i = 0; i < twice.length; i++) {
            require(
                    Math.abs(twice[i] - projected[i]) <= 1e-5 * Math.max(0.01, Math.abs(projected[i])),
                    "a second projection changes value %d from %s to %s: an allowed weight must stay",
                    i,
                    projected[i],
                    twice[i]);
        }
    }

    private float[] project(Constraint by, float[] start, boolean later) {
        float[] data = new float[start.length + 2];
        System.arraycopy(start, 0, data, 1, start.length);
        Tensor w = Tensor.wrap(data, 1, shape);
        if (later) {
            by.projection(w).run();
        } else {
            by.project(w);
        }
        require(
                data[0] == 0 && data[data.length - 1] == 0,
                "project writes beside the weight: its values begin at w.offset() and are w.size()");
        for (int i = 1; i < data.length - 1; i++) {
            require(Float.isFinite(data[i]), "value %d becomes %s after %s", i - 1, data[i], start[i - 1]);
        }
        return Arrays.copyOfRange(data, 1, data.length - 1);
    }

    private void require(boolean condition, String format, Object... arguments) {
        OptionsContract.require(condition, constraint, format, arguments);
    }
}
