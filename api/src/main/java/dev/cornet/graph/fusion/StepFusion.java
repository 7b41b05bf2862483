package dev.cornet.graph.fusion;

import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.FusionContext;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a step and the only reader of its output by one step, where {@link Operation#fuse} returns an operation that computes both. A
 * fused step may be fused with its own reader again.
 */
public final class StepFusion {
    private final Plan plan;
    private final List<Step> steps;
    private final boolean training;
    private final Set<Integer> unfused;
    private final @Nullable Step[] onlyReader;
    /** The index in {@link #steps} of the step that computes a value as its first output; -1 for other values. */
    private final int[] stepOf;

    private final Set<Step> absorbed = Collections.newSetFromMap(new IdentityHashMap<>());

    private StepFusion(Plan plan, List<Step> steps, boolean training, Set<Integer> unfused) {
        this.plan = plan;
        this.steps = steps;
        this.training = training;
        this.unfused = unfused;
        this.onlyReader = onlyReaders(plan);
        this.stepOf = new int[plan.values()];
        Arrays.fill(stepOf, -1);
        for (int s = 0; s < steps.size(); s++) {
            stepOf[steps.get(s).outs()[0]] = s;
        }
    }

    /**
     * Returns some consecutive steps of a plan, fused where possible.
     *
     * @param training whether the steps are those of a training step, in which only neighbours are fused
     * @param unfused the values whose steps are not fused with others, because their activations will be split off
     */
    public static List<Step> fuse(Plan plan, List<Step> steps, boolean training, Set<Integer> unfused) {
        return new StepFusion(plan, steps, training, unfused).fuse();
    }

    /** Returns for each value the only step that reads it; null for none or several, and for outputs and logits. */
    private static @Nullable Step[] onlyReaders(Plan plan) {
        @Nullable Step[] readers = new Step[plan.values()];
        int[] uses = new int[plan.values()];
        for (Step step : plan.steps()) {
            for (int v : step.reads()) {
                readers[v] = uses[v]++ == 0 ? step : null;
            }
        }
        for (int v = 0; v < readers.length; v++) {
            readers[v] = plan.lastUse(v) == Integer.MAX_VALUE ? null : readers[v];
        }
        return readers;
    }

    private List<Step> fuse() {
        List<Step> fused = new ArrayList<>();
        for (int s = 0; s < steps.size(); s++) {
            if (!absorbed.contains(steps.get(s))) {
                fused.add(fuse(s));
            }
        }
        return fused;
    }

    /** Returns step {@code s} itself, or its fusion with the steps that follow. */
    private Step fuse(int s) {
        Step step = steps.get(s);
        int last = s;
        while (true) {
            Step next = isFusible(step) ? onlyReader[step.outs()[0]] : null;
            int position = next == null ? -1 : stepOf[next.outs()[0]];
            boolean isNeighbour = position == last + 1;
            if (next == null || position < 0 || !isFusible(next) || !Objects.equals(next.training(), step.training())) {
                return step;
            }
            if (!isNeighbour && (training || next.ins().length > 1)) { // other inputs may not have been computed yet
                return step;
            }
            int between = step.outs()[0];
            List<Shape> inputShapes =
                    Arrays.stream(step.ins()).mapToObj(plan::shape).toList();
            Context context = new Context(training, inputShapes, indexOf(between, next.ins()), plan.shape(between));
            Operation operation = LayerAccess.fuse(step.operation(), next.operation(), context);
            if (operation == null) {
                return step;
            }
            absorbed.add(next);
            last = isNeighbour ? position : last;
            step = step.with(operation, inputsOf(step, next), next.outs());
        }
    }

    /** Returns the inputs of {@code step}, then the inputs of {@code next} other than the output of {@code step}. */
    private static int[] inputsOf(Step step, Step next) {
        int between = step.outs()[0];
        return IntStream.concat(
                        Arrays.stream(step.ins()), Arrays.stream(next.ins()).filter(v -> v != between))
                .toArray();
    }

    private static int indexOf(int v, int[] values) {
        int i = 0;
        while (values[i] != v) {
            i++;
        }
        return i;
    }

    /** Returns whether a step has one output, which has the rows of the batch, no masks, and, in inference, no call in training mode. */
    private boolean isFusible(Step step) {
        return step.outs().length == 1
                && plan.isRows(step.outs()[0])
                && step.mask() < 0
                && !step.isMasked()
                && (training || !step.trainsInPrediction())
                && !unfused.contains(step.outs()[0]);
    }

    private record Context(boolean training, List<Shape> inputShapes, int inputOfNext, Shape shapeBetween)
            implements FusionContext {
        @Override
        public boolean learns(Operation operation) {
            return training && operation.variables().stream().anyMatch(Variable::trainable);
        }
    }
}
