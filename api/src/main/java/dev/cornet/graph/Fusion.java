package dev.cornet.graph;

import dev.cornet.backend.Epilogue;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.ChannelAffine;
import dev.cornet.nn.Ending;
import dev.cornet.nn.Finishing;
import dev.cornet.nn.Framed;
import dev.cornet.nn.Framing;
import dev.cornet.nn.Operation;
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
 * Fusion of consecutive steps of a plan for inference. A step is fused with the next one if the next one is the only reader of its
 * output.
 *
 * <p>Normalization after a linear layer: γ·(x·W + b − μ)/√(σ² + ε) + β is a linear layer with weights W·factor and bias b·factor + offset.
 * These are cached until one of the variables changes. ReLU after a linear layer or a sum becomes the epilogue of its kernel.
 *
 * <p>Zero padding before a convolution is absorbed: the convolution itself treats pixels beyond the edges as zeros.
 */
final class Fusion {
    private final Plan plan;
    private final List<Step> fused = new ArrayList<>();
    private final Set<Step> absorbed = Collections.newSetFromMap(new IdentityHashMap<>());
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

    /** Returns the steps of {@code plan}, fused where possible. */
    static List<Step> steps(Plan plan) {
        Fusion fusion = new Fusion(plan);
        for (Step step : plan.steps()) {
            if (!fusion.absorbed.contains(step)) {
                fusion.fused.add(fusion.fuse(step));
            }
        }
        return fusion.fused;
    }

    /** Returns the step itself, or its fusion with the steps that follow. */
    private Step fuse(Step step) {
        if (!isPlain(step)) {
            return step;
        }
        Step reader = onlyReader(step);
        Finishing padded =
                step.operation() instanceof Framing padding && reader != null ? absorbPadding(padding, reader) : null;
        Step first = padded == null ? step : markAbsorbed(Objects.requireNonNull(reader));
        Finishing product = padded == null && step.operation() instanceof Finishing unpadded ? unpadded : padded;
        if (product == null || !product.isEndFree()) {
            return step;
        }
        Step last = first;
        Operation norm = null;
        Step next = onlyReader(last);
        if (next != null && isNorm(product, next)) {
            norm = next.operation();
            last = markAbsorbed(next);
            next = onlyReader(last);
        }
        Epilogue epilogue = Epilogue.LINEAR;
        if (next != null && next.operation() instanceof Ending activation && activation.ending() != Epilogue.LINEAR) {
            epilogue = activation.ending();
            last = markAbsorbed(next);
        }
        return last == step
                ? step
                : new Step(
                        step.number(),
                        new Fused(first.operation(), product, norm, epilogue),
                        step.ins(),
                        last.outs(),
                        step.inMasks(),
                        -1,
                        null,
                        false,
                        false);
    }

    /** Returns the convolution of a step with the zero padding of the step before it absorbed, or null if that is not possible. */
    private @Nullable Scalable absorbPadding(Framing padding, Step step) {
        boolean fusible = step.operation() instanceof Framed product && product.isEndFree();
        return fusible
                ? ((Framed) step.operation()).within(plan.shape(step.ins()[0]).withoutBatch(), padding.frame())
                : null;
    }

    private boolean isNorm(Finishing product, Step next) {
        return product instanceof Scalable
                && next.operation() instanceof ChannelAffine norm
                && norm.scalesLastAxis(plan.shape(next.ins()[0]).withoutBatch());
    }

    private Step markAbsorbed(Step step) {
        absorbed.add(step);
        return step;
    }

    /** Returns the only reader of the output of a step, if the reader has no other input; else null. */
    private @Nullable Step onlyReader(Step step) {
        Step reader = onlyReader[step.outs()[0]];
        return reader != null && isPlain(reader) && reader.ins().length == 1 ? reader : null;
    }

    private boolean isPlain(Step step) {
        return step.outs().length == 1
                && plan.isRows(step.outs()[0])
                && step.mask() < 0
                && !step.isMasked()
                && !step.isTraining(false);
    }
}
