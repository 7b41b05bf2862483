package dev.cornet.graph;

import dev.cornet.graph.Plan.Step;
import dev.cornet.layer.Outputs;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A graph run as one layer inside somebody else's pass: for wrappers around models. The engine itself lays nested models open. */
public final class Inline {
    private Inline() {}

    /** Runs all steps of the plan; the way back runs them in reverse. */
    public static Outputs run(Plan plan, List<Tensor> xs, Pass pass) {
        @Nullable Tensor[] values = new Tensor[plan.values()];
        Outputs.Way[] ways = new Outputs.Way[plan.steps().size()];
        for (int i = 0; i < xs.size(); i++) {
            values[plan.inputs()[i]] = xs.get(i);
        }
        for (int s = 0; s < ways.length; s++) {
            Step step = plan.steps().get(s);
            Outputs out = step.layer().run(pick(values, step.ins()), pass);
            for (int i = 0; i < step.outs().length; i++) {
                values[step.outs()[i]] = out.ys().get(i);
            }
            ways[s] = out.backward();
        }
        return new Outputs(pick(values, plan.outputs()), (dys, grads) -> {
            @Nullable Tensor[] gradients = new Tensor[plan.values()];
            for (int o = 0; o < plan.outputs().length; o++) {
                add(gradients, plan.outputs()[o], dys.get(o));
            }
            for (int s = ways.length - 1; s >= 0; s--) {
                Step step = plan.steps().get(s);
                for (int v : step.outs()) {
                    if (gradients[v] == null) {
                        gradients[v] =
                                pass.zeros(pick(values, new int[] {v}).get(0).shape());
                    }
                }
                List<@Nullable Tensor> dxs = ways[s].apply(pick(gradients, step.outs()), grads);
                for (int i = 0; i < step.ins().length; i++) {
                    add(gradients, step.ins()[i], dxs.get(i));
                }
            }
            List<@Nullable Tensor> dxs = new ArrayList<>();
            for (int v : plan.inputs()) {
                dxs.add(gradients[v]);
            }
            return dxs;
        });
    }

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
