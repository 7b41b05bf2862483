package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.tensor.Shape;

/**
 * Gated recurrent unit: with (xz xr xh) = x·W + b and (hz hr hh) = h·U + b', σ the recurrent activation and φ the activation,
 *
 * <p>z = σ(xz + hz), r = σ(xr + hr), g = φ(xh + r·hh); h ← z·h + (1 − z)·g.
 *
 * <p>With {@code resetAfter(false)} g = φ(xh + (r·h)·Uh), and there is no b'. Shapes and options as {@link BaseRNN} says, with three
 * gates, the state h (batch, units) and "bias" (2, 3·units) or (3·units). References: Cho et al., "Learning phrase representations using
 * RNN encoder-decoder", EMNLP 2014; Keras' GRU page.
 */
public final class GRU extends BaseRNN<GRU> {
    @Option(before = "use_bias")
    private ActivationFunction recurrentActivation = Activations.of("sigmoid");

    @Option(before = "seed")
    private boolean resetAfter = true;

    private GRU() {}

    /** A layer of {@code units} outputs. */
    public GRU(int units) {
        super(units);
    }

    /** σ; default sigmoid. */
    public GRU recurrentActivation(ActivationFunction activation) {
        recurrentActivation = activation;
        return self();
    }

    public GRU recurrentActivation(String name) {
        return recurrentActivation(unit(ActivationFunction.class, "recurrent_activation", name));
    }

    /** Whether r multiplies behind the product with U (default true) or before it. */
    public GRU resetAfter(boolean after) {
        resetAfter = after;
        return self();
    }

    ActivationFunction recurrentActivation() {
        return recurrentActivation;
    }

    @Override
    int gates() {
        return 3;
    }

    /** The parts of z and r, and those of g: of x and h together, or where r comes between them, apart. */
    @Override
    int blocks() {
        return resetAfter ? 4 : 3;
    }

    @Override
    int saved() {
        return resetAfter ? ResetAfterGruCell.SAVED : ResetBeforeGruCell.SAVED;
    }

    @Override
    Shape biasShape() {
        return resetAfter ? Shape.of(2, Math.multiplyExact(3, units)) : Shape.of(Math.multiplyExact(3, units));
    }

    @Override
    RecurrentCell cell(RecurrentRun run) {
        return resetAfter ? new ResetAfterGruCell(this, run) : new ResetBeforeGruCell(this, run);
    }
}
