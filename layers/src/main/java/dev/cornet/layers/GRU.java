package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.OptionMethods;
import dev.cornet.tensor.Shape;

/**
 * Gated recurrent unit layer, a recurrent layer with an update gate z, a reset gate r and a hidden state h.
 *
 * <p>At each time step, with (xz xr xg) = x·W + b and (hz hr hg) = h·U + b',
 *
 * <p>z = σ(xz + hz), r = σ(xr + hr), g = φ(xg + r·hg); h ← z·h + (1 − z)·g,
 *
 * <p>where φ is the activation (default tanh) and σ the recurrent activation (default sigmoid). With {@code resetAfter(false)} the
 * candidate is g = φ(xg + (r·h)·Ug), where Ug is the last third of U's columns, and there is no b'.
 *
 * <p>x (batch, steps, features), y (batch, units), the last h, or (batch, steps, units) with {@code returnSequences}; state h (batch,
 * units). Weights: W "kernel" (features, 3·units), U "recurrent_kernel" (units, 3·units), b and b' as the rows of "bias" (2, 3·units), or b
 * alone "bias" (3·units) with {@code resetAfter(false)}.
 *
 * <p>References: Cho et al., "Learning phrase representations using RNN encoder-decoder", EMNLP 2014; Keras' GRU page.
 */
public final class GRU extends GatedRNN<GRU> implements OptionMethods.RecurrentActivation<GRU> {
    @Option(after = "activation")
    private ActivationFunction recurrentActivation = Activations.of("sigmoid");

    @Option(after = "recurrent_dropout")
    private boolean resetAfter = true;

    private GRU() {}

    /** A layer with {@code units} outputs. */
    public GRU(int units) {
        super(units);
    }

    /** Whether the reset gate is applied after the product with U or before it; default true, after. */
    public GRU resetAfter(boolean after) {
        resetAfter = after;
        return self();
    }

    ActivationFunction recurrentActivation() {
        return recurrentActivation;
    }

    @Override
    int gateCount() {
        return 3;
    }

    /**
     * 3 for z, r and g; 4 with {@code resetAfter(true)}, where the terms xg and hg of g are computed separately, because r multiplies only
     * hg.
     */
    @Override
    int preActivationCount() {
        return resetAfter ? 4 : 3;
    }

    @Override
    int cachedCount() {
        return resetAfter ? ResetAfterGruCell.CACHED : ResetBeforeGruCell.CACHED;
    }

    @Override
    Shape biasShape() {
        return resetAfter ? Shape.of(2, Math.multiplyExact(3, units)) : Shape.of(Math.multiplyExact(3, units));
    }

    @Override
    GatedCell newCell(RecurrentRun run) {
        return resetAfter ? new ResetAfterGruCell(this, run) : new ResetBeforeGruCell(this, run);
    }
}
