package dev.cornet;

import dev.cornet.config.Catalog;
import dev.cornet.config.Configurable;
import dev.cornet.constraint.Constraint;
import dev.cornet.initializer.Initializer;
import dev.cornet.layer.ActivationFunction;
import dev.cornet.loss.Loss;
import dev.cornet.metric.Metric;
import dev.cornet.regularizer.Regularizer;
import java.util.List;
import java.util.Map;

/** Announces the units of this module, under Keras' names and aliases. */
public final class ApiCatalog implements Catalog {
    @Override
    public Iterable<Shelf> shelves() {
        return List.of(
                shelf(ActivationFunction.class, "activation", "activations", ACTIVATIONS),
                shelf(Initializer.class, "initializer", "initializers", INITIALIZERS),
                shelf(Regularizer.class, "regularizer", "regularizers", REGULARIZERS),
                shelf(Constraint.class, "constraint", "constraints", Map.of()),
                shelf(Loss.class, "loss", "losses", LOSSES),
                shelf(Metric.class, "metric", "metrics", METRICS));
    }

    private static Shelf shelf(
            Class<? extends Configurable> family, String packageName, String module, Map<String, String> aliases) {
        return new Shelf(family, "dev.cornet." + packageName, "keras." + module, aliases);
    }

    private static final Map<String, String> ACTIVATIONS = Map.of("swish", "Silu", "hard_swish", "HardSilu");
    private static final Map<String, String> INITIALIZERS = Map.of();
    private static final Map<String, String> REGULARIZERS = Map.of();
    private static final Map<String, String> LOSSES = Map.of();
    private static final Map<String, String> METRICS = Map.of();
}
