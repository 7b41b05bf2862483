package dev.cornet.models;

import dev.cornet.exceptions.Arguments;
import dev.cornet.graph.Executor;
import dev.cornet.losses.Loss;
import dev.cornet.losses.Targets;
import dev.cornet.metrics.Metric;
import dev.cornet.metrics.MetricState;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that run over the batches, those of each output. Families as "accuracy" take their form on the first batch, as its shapes
 * tell.
 */
final class CompileMetrics {
    private final List<List<Metric>> wanted;
    private final LossTerms terms;
    private final List<List<Measured>> running = new ArrayList<>();
    private boolean begun;

    /** A metric with its state in this run, and its form on logits where it has one. */
    private record Measured(Metric metric, @Nullable Metric onLogits, MetricState state) {}

    /** @param wanted the metrics of each output */
    CompileMetrics(List<List<Metric>> wanted, LossTerms terms) {
        this.wanted = wanted;
        this.terms = terms;
    }

    /** Forgets all batches. */
    void reset() {
        begun = false;
    }

    /** Takes in a batch. */
    void update(List<Tensor> targets, Executor.Result result, List<Tensor> weights) {
        List<Tensor> ys = result.outputs();
        if (!begun) {
            for (int o = 0; o < wanted.size(); o++) {
                begin(o, targets.get(o), ys.get(o));
            }
            begun = true;
        }
        for (int o = 0; o < wanted.size(); o++) {
            Tensor weight = masked(weightOf(o, weights), result.masks().get(o), ys.get(o));
            Tensor z = result.logits().get(o);
            for (Measured one : running.get(o)) {
                Metric onLogits = z == null ? null : one.onLogits();
                if (onLogits == null) {
                    one.metric().update(one.state(), targets.get(o), ys.get(o), weight);
                } else {
                    onLogits.update(one.state(), targets.get(o), z, weight);
                }
            }
        }
    }

    /** Begins a state for each metric of output {@code o}, in the memory of the run before. */
    private void begin(int o, Tensor target, Tensor y) {
        List<Measured> before = o < running.size() ? running.get(o) : List.of();
        List<Measured> now = new ArrayList<>();
        for (Metric metric : wanted.get(o)) {
            Metric resolved = metric.resolve(target.shape(), y.shape());
            terms.named(o, () -> resolved.checkTargets(target, y));
            MetricState state =
                    Arguments.given(resolved.newState(), resolved.name() + ": the state that newState gives");
            if (!before.isEmpty()) {
                state.takeScratchOf(before.get(now.size()).state());
            }
            now.add(new Measured(resolved, terms.onLogits(o, resolved), state));
        }
        if (o < running.size()) {
            running.set(o, now);
        } else {
            running.add(now);
        }
    }

    /** Writes the results so far to {@code values} from place {@code at} on; tells the place behind them. */
    int results(double[] values, int at) {
        int next = at;
        for (int o = 0; o < wanted.size(); o++) {
            for (int i = 0; i < wanted.get(o).size(); i++) {
                Metric metric = wanted.get(o).get(i);
                Measured one = begun ? running.get(o).get(i) : new Measured(metric, null, metric.newState());
                values[next++] = one.metric().result(one.state());
            }
        }
        return next;
    }

    /** The weights of output {@code o}: its own, or those given for all. */
    static @Nullable Tensor weightOf(int o, List<Tensor> weights) {
        return weights.isEmpty() ? null : weights.get(Math.min(o, weights.size() - 1));
    }

    /** A weight for each row of the predictions where a mask leaves rows out, else the weights as they are. */
    private static @Nullable Tensor masked(@Nullable Tensor weight, @Nullable Tensor mask, Tensor y) {
        if (mask == null) {
            return weight;
        }
        int rows = Loss.rows(y);
        int perMask = Targets.rowsPerMask("metrics", mask, rows);
        int perWeight = weight == null
                ? 1
                : Targets.rowsPerWeight("metrics", weight, y.shape().dim(0), rows);
        float[] w = new float[rows];
        for (int r = 0; r < rows; r++) {
            float given = weight == null ? 1 : weight.data()[weight.offset() + r / perWeight];
            w[r] = given * mask.data()[mask.offset() + r / perMask];
        }
        return Tensor.wrap(w, Shape.of(rows));
    }
}
