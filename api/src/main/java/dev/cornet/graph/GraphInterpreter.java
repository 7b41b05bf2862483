package dev.cornet.graph;

import dev.cornet.backend.Ops;
import dev.cornet.graph.fusion.LogitSplit;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Value;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a graph step by step within the pass of another layer: for wrappers of models, and for inspecting intermediate values. The engine
 * itself does not use it for nested models, whose steps are part of the outer plan.
 */
public final class GraphInterpreter {
    private static final int[] NO_SOURCES = {};

    private final Plan plan;
    private final Pass pass;
    private final @Nullable Tensor[] values;
    private final Outputs[] stepOutputs;
    private int rows;

    private GraphInterpreter(Plan plan, Pass pass) {
        this.plan = plan;
        this.pass = pass;
        this.values = new Tensor[plan.values()];
        this.stepOutputs = new Outputs[plan.steps().size()];
    }

    /**
     * Runs all steps of a plan, which must have been built for inputs with the masks of the pass. The backward runs the steps in reverse
     * order.
     */
    public static Outputs run(Plan plan, List<Tensor> xs, Pass pass) {
        GraphInterpreter run = new GraphInterpreter(plan, pass);
        run.forward(xs);
        return run.outputs(plan.outputs(), plan.inputs());
    }

    /**
     * Runs all steps and returns the intermediate values {@code vs}, followed by the outputs. The backward takes the gradient of each
     * output, or of its logits if an activation computes it, and returns the gradients of {@code vs}.
     */
    public static Outputs inspect(Plan plan, List<Tensor> xs, Pass pass, int... vs) {
        LogitSplit split = new LogitSplit(plan);
        RequestedLogits logits = RequestedLogits.of(split, plan.outputs(), o -> true);
        Plan splitPlan = split.plan().withSteps(split.split(plan.steps(), logits.sources()), logits.values());
        GraphInterpreter run = new GraphInterpreter(splitPlan, pass);
        run.forward(xs);
        int[] returned = Arrays.copyOf(vs, vs.length + plan.outputs().length);
        System.arraycopy(plan.outputs(), 0, returned, vs.length, plan.outputs().length);
        return run.outputs(returned, vs);
    }

    private Outputs outputs(int[] returned, int[] sources) {
        return Outputs.of(pick(values, returned), (dys, grads) -> backward(dys, sources, grads));
    }

    private void forward(List<Tensor> xs) {
        rows = ReturnedValueChecks.rowsOf(xs);
        int[] masksOfInputs = plan.inputMasks();
        for (int i = 0; i < xs.size(); i++) {
            values[plan.inputs()[i]] = xs.get(i);
            if (masksOfInputs[i] >= 0) {
                values[masksOfInputs[i]] = pass.masks().get(i);
            }
        }
        for (int s = 0; s < stepOutputs.length; s++) {
            Step step = plan.steps().get(s);
            List<Tensor> ins = pick(values, step.ins());
            List<@Nullable Tensor> masks = masks(values, step.masks().ins());
            List<@Nullable Tensor> masksOfLayer = step.masks().isHidden() ? List.of() : masks;
            Outputs out = pass.nested(
                    s, 1, masksOfLayer, () -> pass.withTraining(step.training(), () -> run(step, ins, masks)));
            for (int i = 0; i < step.outs().length; i++) {
                values[step.outs()[i]] = out.y(i);
            }
            stepOutputs[s] = out;
        }
    }

    private Outputs run(Step step, List<Tensor> ins, List<@Nullable Tensor> masks) {
        List<Value> declared = Arrays.stream(step.outs()).mapToObj(plan::value).toList();
        Outputs out = ReturnedValueChecks.run(step.operation(), ins, declared, rows, pass);
        if (step.mask() >= 0) {
            values[step.mask()] = pass.withMasks(masks, () -> step.mask(ins, pass));
        }
        return out;
    }

    /**
     * Computes the gradients of the values {@code sources}. Runs the backward of each step that depends on a source, and of each step
     * whose gradient reaches a trained weight, for example a layer applied to a constant.
     */
    private List<@Nullable Tensor> backward(List<Tensor> dys, int[] sources, Gradients grads) {
        boolean[] depends = dependents(sources);
        boolean[] requiresGradient = requiringGradient(sources, grads);
        boolean[] dependsOnWeights = requiringGradient(NO_SOURCES, grads);
        @Nullable Tensor[] gradients = new Tensor[plan.values()];
        @Nullable Tensor[] ofSources = new Tensor[sources.length];
        for (int o = 0; o < plan.outputs().length; o++) {
            int z = plan.logits()[o];
            add(gradients, z < 0 ? plan.outputs()[o] : z, dys.get(o));
        }
        for (int s = stepOutputs.length - 1; s >= 0; s--) {
            Step step = plan.steps().get(s);
            boolean leadsToWeights =
                    RequiredGradients.any(dependsOnWeights, step.outs()) && hasAny(gradients, step.outs());
            if (!RequiredGradients.any(depends, step.ins()) && !leadsToWeights) {
                continue;
            }
            for (int i = 0; i < sources.length; i++) { // the backward may overwrite the gradients of its outputs
                ofSources[i] = contains(step.outs(), sources[i]) ? copy(gradients[sources[i]]) : ofSources[i];
            }
            boolean[] hasOutputGradient = new boolean[step.outs().length];
            for (int o = 0; o < hasOutputGradient.length; o++) {
                int v = step.outs()[o];
                hasOutputGradient[o] = gradients[v] != null;
                if (gradients[v] == null) {
                    gradients[v] = pass.zeros(pick(values, new int[] {v}).get(0).shape());
                }
            }
            Gradients ofStep =
                    new StepGradients(grads, RequiredGradients.any(requiresGradient, step.ins()), hasOutputGradient);
            List<@Nullable Tensor> dxs = stepOutputs[s].backward(pick(gradients, step.outs()), ofStep);
            for (int i = 0; i < step.ins().length; i++) {
                add(gradients, step.ins()[i], dxs.get(i));
            }
        }
        for (int i = 0; i < sources.length; i++) {
            ofSources[i] = ofSources[i] == null ? gradients[sources[i]] : ofSources[i];
        }
        return Arrays.asList(ofSources);
    }

    private static boolean contains(int[] numbers, int v) {
        return Arrays.stream(numbers).anyMatch(n -> n == v);
    }

    private static @Nullable Tensor copy(@Nullable Tensor tensor) {
        return tensor == null ? null : tensor.copy();
    }

    /**
     * The gradients of the whole graph, passed to the backward of one step: dx is also required if a weight before the step is trained.
     */
    private record StepGradients(Gradients all, boolean requiresInput, boolean[] hasOutputGradient)
            implements Gradients {
        @Override
        public Tensor accumulator(Variable w) {
            return all.accumulator(w);
        }

        @Override
        public void addTransposedDot(Variable w, Tensor x, Tensor dz) {
            all.addTransposedDot(w, x, dz);
        }

        @Override
        public boolean requires(Variable w) {
            return all.requires(w);
        }

        @Override
        public boolean hasOutputGradient(int i) {
            return hasOutputGradient[i];
        }
    }

    /** Returns which values require a gradient: the sources, if the caller requires dx, and all values that depend on a trained weight. */
    private boolean[] requiringGradient(int[] sources, Gradients grads) {
        boolean[] required = new boolean[plan.values()];
        for (int v : sources) {
            required[v] = grads.requiresInput();
        }
        for (Step step : plan.steps()) {
            boolean isRequired = RequiredGradients.any(required, step.ins());
            for (Variable w : step.variables()) {
                isRequired |= grads.requires(w);
            }
            for (int v : step.outs()) {
                required[v] |= isRequired;
            }
        }
        return required;
    }

    private static boolean hasAny(@Nullable Tensor[] tensors, int[] numbers) {
        return Arrays.stream(numbers).anyMatch(v -> tensors[v] != null);
    }

    /** Returns which values depend on one of the sources. */
    private boolean[] dependents(int[] sources) {
        boolean[] depends = new boolean[plan.values()];
        for (int v : sources) {
            depends[v] = true;
        }
        for (Step step : plan.steps()) {
            for (int v : step.outs()) {
                depends[v] |= RequiredGradients.any(depends, step.ins());
            }
        }
        return depends;
    }

    /** Adds {@code dx} to a gradient. Each gradient has its own array, because a backward may overwrite it. */
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
