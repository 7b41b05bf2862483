package dev.cornet.layers;

import dev.cornet.layer.ActivationFunction;
import dev.cornet.layer.Variable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What both forms of a {@link GRU}'s steps know. */
abstract class GRUCell implements Cell {
    final Recurrence run;
    final Variable u;
    final @Nullable Variable bias;
    final ActivationFunction activation;
    final ActivationFunction recurrentActivation;
    final int units;
    final int width;

    GRUCell(GRU layer, Recurrence run) {
        this.run = run;
        this.u = Objects.requireNonNull(layer.recurrentKernel, "built");
        this.bias = layer.bias;
        this.activation = layer.activation;
        this.recurrentActivation = layer.recurrentActivation();
        this.units = run.units;
        this.width = run.width;
    }
}
