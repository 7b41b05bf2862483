package dev.cornet.graph;

import dev.cornet.graph.Plan.Step;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A graph run step by step inside somebody else's pass: for wrappers around models, and for those who look at inner values. The engine itself
 * lays nested models open.
 */
public final class GraphInterpreter {
    private final Plan plan;
    private final Pass pass;
    private final @Nullable Tensor[] values;
    private final Outputs[] runs;

    private GraphInterpreter(Plan plan, Pass pass) {
        this.plan = plan;
        this.pass = pass;
        this.values = new Tensor[plan.values()];
        this.runs = new Outputs[plan.steps().size()];
    }

    /** Runs all steps of the plan, which knows the masks of the pass; the way back runs them in reverse. */
    public static Outputs run(Plan plan, List<Tensor> xs, Pass pass) {
        GraphInterpreter run = new GraphInterpreter(plan, pass);
        run.forward(xs, false);
        return run.outputs(plan.outputs(), plan.inputs());
    }

    /**
     * Runs all steps and tells the inner values {@code vs}, behind them the outputs. The way back takes gradients of the outputs, where an
     * activation ends the plan those of its argument (logits), and gives the gradients of {@code vs}.
     */
    public static Outputs look(Plan plan, List<Tensor> xs, Pass pass, int... vs) {
        GraphInterpreter run = new GraphInterpreter(plan, pass);
        run.forward(xs, true);
        int[] told = java.util.Arrays.copyOf(vs, vs.length + plan.outputs().length);
        System.arraycopy(plan.outputs(), 0, told, vs.length, plan.outputs().length);
        return run.outputs(told, vs);
    }

    private Outputs outputs(int[] told, int[] wanted) {
        return Outputs.of(pick(values, told), (dys, grads) -> backward(dys, wanted, grads));
    }

    private void forward(List<Tensor> xs, boolean fromLogits) {
        int[] masksOfInputs = plan.masksOf(plan.inputs());
        for (int i = 0; i < xs.size(); i++) {
            values[plan.inputs()[i]] = xs.get(i);
            if (masksOfInputs[i] >= 0) {
                values[masksOfInputs[i]] = pass.masks().get(i);
            }
        }
        for (int s = 0; s < runs.length; s++) {
            Step step = plan.steps().get(s);
            List<Tensor> ins = pick(values, step.ins());
            List<@Nullable Tensor> masks = masks(values, step.inMasks());
            Outputs out;
            if (fromLogits) {
                pass.enter(s, plan.lastUse(step.outs()[0]) == Integer.MAX_VALUE);
                out = pass.calling(step.training(), () -> run(step, ins, masks));
            } else {
                out = pass.nested(s, 1, masks, () -> pass.calling(step.training(), () -> run(step, ins, masks)));
            }
            for (int i = 0; i < step.outs().length; i++) {
                values[step.outs()[i]] = out.y(i);
            }
            runs[s] = out;
        }
    }

    private Outputs run(Step step, List<Tensor> ins, List<@Nullable Tensor> masks) {
        pass.masks(step.hidesMasks() ? List.of() : masks);
        List<Shape> declared = Arrays.stream(step.outs()).mapToObj(plan::shape).toList();
        Outputs out = ReturnedValueChecks.run(step.layer(), ins, declared, pass);
        if (step.mask() >= 0) {
            pass.masks(masks);
            values[step.mask()] = step.layer().mask(ins, pass);
        }
        return out;
    }

    /** The gradients of the values {@code wanted}, by the steps that depend on one of them. */
    private List<@Nullable Tensor> backward(List<Tensor> dys, int[] wanted, Gradients grads) {
        boolean[] depends = dependents(wanted);
        boolean[] learns = learning(wanted, grads);
        @Nullable Tensor[] gradients = new Tensor[plan.values()];
        for (int o = 0; o < plan.outputs().length; o++) {
            add(gradients, plan.outputs()[o], dys.get(o));
        }
        for (int s = runs.length - 1; s >= 0; s--) {
            Step step = plan.steps().get(s);
            if (!any(depends, step.ins())) {
                continue;
            }
            boolean[] given = new boolean[step.outs().length];
            for (int o = 0; o < given.length; o++) {
                int v = step.outs()[o];
                given[o] = gradients[v] != null;
                if (gradients[v] == null) {
                    gradients[v] = pass.zeros(pick(values, new int[] {v}).get(0).shape());
                }
            }
            Gradients within = new Within(grads, any(learns, step.ins()), given);
            List<@Nullable Tensor> dxs = runs[s].backward(pick(gradients, step.outs()), within);
            for (int i = 0; i < step.ins().length; i++) {
                add(gradients, step.ins()[i], dxs.get(i));
            }
        }
        List<@Nullable Tensor> found = new ArrayList<>();
        for (int v : wanted) {
            found.add(gradients[v]);
        }
        return found;
    }

    /** The sums of those who run the graph, for a step inside: dx is wanted as well where a weight before it learns. */
    private record Within(Gradients all, boolean requiresInput, boolean[] given) implements Gradients {
        @Override
        public Tensor accumulator(Variable w) {
            return all.accumulator(w);
        }

        @Override
        public boolean requires(Variable w) {
            return all.requires(w);
        }

        @Override
        public boolean reaches(int i) {
            return given[i];
        }
    }

    /** The values whose gradient somebody wants: those wanted from outside, and all behind a weight that learns. */
    private boolean[] learning(int[] wanted, Gradients grads) {
        boolean[] learns = new boolean[plan.values()];
        for (int v : wanted) {
            learns[v] = grads.requiresInput();
        }
        for (Step step : plan.steps()) {
            boolean any = any(learns, step.ins());
            for (Variable w : step.variables()) {
                any |= grads.requires(w);
            }
            for (int v : step.outs()) {
                learns[v] |= any;
            }
        }
        return learns;
    }

    private boolean[] dependents(int[] wanted) {
        boolean[] depends = new boolean[plan.values()];
        for (int v : wanted) {
            depends[v] = true;
        }
        for (Step step : plan.steps()) {
            for (int v : step.outs()) {
                depends[v] |= any(depends, step.ins());
            }
        }
        return depends;
    }

    private static boolean any(boolean[] flags, int[] numbers) {
        for (int v : numbers) {
            if (flags[v]) {
                return true;
            }
        }
        return false;
    }

    /** A backward may overwrite what it is given, so each sum has an array of its own. */
    private static void add(@Nullable Tensor[] gradients, int v, @Nullable Tensor dx) {
        Tensor before = gradients[v];
        if (dx != null) {
            Tensor sum = dx.copy();
            if (before != null) {
                Ops.add(sum, before);
            }
            gradients[v] = sum;
        }
    }

    private static List<@Nullable Tensor> masks(@Nullable Tensor[] values, int[] numbers) {
        List<@Nullable Tensor> masks = new ArrayList<>();
        for (int m : numbers) {
            masks.add(m < 0 ? null : values[m]);
        }
        return masks;
    }

    private static List<Tensor> pick(@Nullable Tensor[] values, int[] numbers) {
        List<Tensor> picked = new ArrayList<>();
        for (int v : numbers) {
            Tensor value = values[v];
            if (value == null) {
                throw new IllegalStateException("value " + v + " has not been computed");
            }
            picked.add(value);
        }
        return picked;
    }
}
