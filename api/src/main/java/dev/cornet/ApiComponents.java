package dev.cornet;

import dev.cornet.activations.Activations;
import dev.cornet.config.ComponentProvider;
import dev.cornet.config.Composite;
import dev.cornet.config.Configurable;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.schedules.LearningRateSchedule;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.saving.NestedModelReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The {@link ComponentProvider} of the module api: lists the packages of its losses, metrics, optimizers and other components. The maps
 * hold aliases, which are further names that Keras accepts, with the simple names of their classes.
 */
public final class ApiComponents implements ComponentProvider {
    private static final Map<String, String> ACTIVATION_ALIASES =
            Map.of("swish", "Silu", "hard_swish", "HardSilu", "LeakyReLU", "LeakyRelu", "ELU", "Elu", "ReLU", "Relu");

    private static final Map<String, String> INITIALIZER_ALIASES = Map.of(
            "zero", "Zeros",
            "one", "Ones",
            "normal", "RandomNormal",
            "uniform", "RandomUniform",
            "IdentityInitializer", "Identity",
            "OrthogonalInitializer", "Orthogonal");

    /** Abbreviations of losses and of the metrics of the same name, which may be in capitals too. */
    private static final Map<String, String> ABBREVIATIONS = Map.of(
            "mse", "MeanSquaredError",
            "mae", "MeanAbsoluteError",
            "mape", "MeanAbsolutePercentageError",
            "msle", "MeanSquaredLogarithmicError",
            "bce", "BinaryCrossentropy",
            "kld", "KLDivergence");

    private static final Map<String, String> LOSS_ALIASES = withAbbreviations(Map.of(
            "kl_divergence", "KLDivergence",
            "kullback_leibler_divergence", "KLDivergence",
            "logcosh", "LogCosh",
            "cosine_proximity", "CosineSimilarity"));

    private static final Map<String, String> METRIC_ALIASES = withAbbreviations(Map.of(
            "acc", "Accuracy",
            "rmse", "RootMeanSquaredError",
            "kl_divergence", "KLDivergence",
            "kullback_leibler_divergence", "KLDivergence",
            "log_cosh", "LogCoshError",
            "logcosh", "LogCoshError",
            "cosine_proximity", "CosineSimilarity",
            "ce", "Crossentropy",
            "auc", "AUC",
            "fbeta_score", "FBetaScore"));

    private static final Map<String, String> OPTIMIZER_ALIASES =
            Map.of("sgd", "SGD", "rmsprop", "RMSprop", "adamw", "AdamW", "bfgs", "BFGS", "lbfgs", "LBFGS");

    private static Map<String, String> withAbbreviations(Map<String, String> aliases) {
        Map<String, String> all = new HashMap<>(aliases);
        ABBREVIATIONS.forEach((name, type) -> {
            all.put(name, type);
            all.put(name.toUpperCase(Locale.ROOT), type);
        });
        return Map.copyOf(all);
    }

    @Override
    public Iterable<ComponentPackage> packages() {
        return List.of(
                describe(ActivationFunction.class, "activations", ACTIVATION_ALIASES),
                describe(Initializer.class, "initializers", INITIALIZER_ALIASES),
                describe(Regularizer.class, "regularizers", Map.of("l1l2", "L1L2")),
                describe(Constraint.class, "constraints", Map.of()),
                describe(Loss.class, "losses", LOSS_ALIASES),
                describe(Metric.class, "metrics", METRIC_ALIASES),
                describe(Optimizer.class, "optimizers", OPTIMIZER_ALIASES),
                describe(LearningRateSchedule.class, "optimizers.schedules", Map.of()));
    }

    @Override
    public Iterable<Composite.Reader> readers() {
        return List.of(new NestedModelReader());
    }

    private static ComponentPackage describe(
            Class<? extends Configurable> family, String module, Map<String, String> aliases) {
        String packageName =
                family == ActivationFunction.class ? Activations.class.getPackageName() : family.getPackageName();
        return new ComponentPackage(family, packageName, "keras." + module, aliases, NameSuggestions.of(module));
    }
}
