package dev.cornet.graph;

import dev.cornet.backend.Epilogue;
import dev.cornet.graph.Plan.Step;
import dev.cornet.nn.ChannelAffine;
import dev.cornet.nn.Ending;
import dev.cornet.nn.Finishing;
import dev.cornet.nn.Framed;
import dev.cornet.nn.Framing;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Scalable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Steps of a plan that become one where nobody goes the way back, each being the only reader of the one before; found once per plan.
 *
 * <p>A normalisation behind a product: γ·(x·W + b − μ)/√(σ² + ε) + β is a product of weights W·factor and b·factor + offset, which are
 * kept until one of these variables changes. A rectifier behind a product or a sum is done by the kernel, while its output is in the cache.
 *
 * <p>Zeros around images before a convolution are left away: its windows find zeros beyond the edges as well.
 */
final class Fusion {
    private final Plan plan;
    private final List<Step> fused = new ArrayList<>();
    private final Set<Step> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    private final @Nullable Step[] onlyReader;

    private Fusion(Plan plan) {
        this.plan = plan;
        this.onlyReader = new Step[plan.values()];
        int[] uses = new int[plan.values()];
        for (Step step : plan.steps()) {
            for (int v : step.reads()) {
                onlyReader[v] = uses[v]++ == 0 ? step : null;
            }
        }
        Arrays.stream(plan.outputs()).forEach(v -> onlyReader[v] = null);
    }

    /** The steps of {@code plan}, fused where they can be. */
    static List<Step> steps(Plan plan) {
        Fusion fusion = new Fusion(plan);
        for (Step step : plan.steps()) {
            if (!fusion.taken.contains(step)) {
                fusion.fused.add(fusion.from(step));
            }
        }
        return fusion.fused;
    }

    /** The step itself, or the one that it becomes with those behind it. */
    private Step from(Step step) {
        if (!isPlain(step)) {
            return step;
        }
        Step inner = onlyReader(step);
        Finishing within = step.layer() instanceof Framing framing && inner != null ? within(framing, inner) : null;
        Step head = within == null ? step : take(Objects.requireNonNull(inner));
        Finishing product = within == null && step.layer() instanceof Finishing itself ? itself : within;
        if (product == null || !product.isEndFree()) {
            return step;
        }
        Step last = head;
        Layer norm = null;
        Step next = onlyReader(last);
        if (next != null && isNorm(product, next)) {
            norm = next.layer();
            last = take(next);
            next = onlyReader(last);
        }
        Epilogue end = Epilogue.LINEAR;
        if (next != null && next.layer() instanceof Ending ending && ending.ending() != Epilogue.LINEAR) {
            end = ending.ending();
            last = take(next);
        }
        return last == step
                ? step
                : new Step(
                        step.number(),
                        new Fused(head.layer(), product, norm, end),
                        step.ins(),
                        last.outs(),
                        step.inMasks(),
                        -1,
                        null,
                        false);
    }

    /** The product of a step over images without the zeros that the step before has put around them, or null. */
    private @Nullable Scalable within(Framing framing, Step step) {
        boolean free = step.layer() instanceof Framed product && product.isEndFree();
        return free ? ((Framed) step.layer()).within(plan.shape(step.ins()[0]), framing.frame()) : null;
    }

    private boolean isNorm(Finishing product, Step next) {
        return product instanceof Scalable
                && next.layer() instanceof ChannelAffine norm
                && norm.scalesLastAxis(plan.shape(next.ins()[0]));
    }

    private Step take(Step step) {
        taken.add(step);
        return step;
    }

    /** The only step that reads the output of a step, if it reads nothing else. */
    private @Nullable Step onlyReader(Step step) {
        Step reader = onlyReader[step.outs()[0]];
        return reader != null && isPlain(reader) && reader.ins().length == 1 ? reader : null;
    }

    private static boolean isPlain(Step step) {
        return step.outs().length == 1 && step.mask() < 0 && !step.isMasked() && !step.trains(false);
    }
}
