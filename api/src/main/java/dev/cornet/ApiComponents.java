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
import java.util.List;
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

    private static final Map<String, String> LOSS_ALIASES = Map.ofEntries(
            Map.entry("mse", "MeanSquaredError"),
            Map.entry("MSE", "MeanSquaredError"),
            Map.entry("mae", "MeanAbsoluteError"),
            Map.entry("MAE", "MeanAbsoluteError"),
            Map.entry("mape", "MeanAbsolutePercentageError"),
            Map.entry("MAPE", "MeanAbsolutePercentageError"),
            Map.entry("msle", "MeanSquaredLogarithmicError"),
            Map.entry("MSLE", "MeanSquaredLogarithmicError"),
            Map.entry("bce", "BinaryCrossentropy"),
            Map.entry("BCE", "BinaryCrossentropy"),
            Map.entry("kld", "KLDivergence"),
            Map.entry("KLD", "KLDivergence"),
            Map.entry("kl_divergence", "KLDivergence"),
            Map.entry("kullback_leibler_divergence", "KLDivergence"),
            Map.entry("logcosh", "LogCosh"),
            Map.entry("cosine_proximity", "CosineSimilarity"));

    private static final Map<String, String> METRIC_ALIASES = Map.ofEntries(
            Map.entry("acc", "Accuracy"),
            Map.entry("mse", "MeanSquaredError"),
            Map.entry("MSE", "MeanSquaredError"),
            Map.entry("mae", "MeanAbsoluteError"),
            Map.entry("MAE", "MeanAbsoluteError"),
            Map.entry("mape", "MeanAbsolutePercentageError"),
            Map.entry("MAPE", "MeanAbsolutePercentageError"),
            Map.entry("msle", "MeanSquaredLogarithmicError"),
            Map.entry("MSLE", "MeanSquaredLogarithmicError"),
            Map.entry("rmse", "RootMeanSquaredError"),
            Map.entry("bce", "BinaryCrossentropy"),
            Map.entry("BCE", "BinaryCrossentropy"),
            Map.entry("kld", "KLDivergence"),
            Map.entry("KLD", "KLDivergence"),
            Map.entry("kl_divergence", "KLDivergence"),
            Map.entry("kullback_leibler_divergence", "KLDivergence"),
            Map.entry("log_cosh", "LogCoshError"),
            Map.entry("logcosh", "LogCoshError"),
            Map.entry("cosine_proximity", "CosineSimilarity"),
            Map.entry("ce", "Crossentropy"),
            Map.entry("auc", "AUC"),
            Map.entry("fbeta_score", "FBetaScore"));

    private static final Map<String, String> OPTIMIZER_ALIASES =
            Map.of("sgd", "SGD", "rmsprop", "RMSprop", "adamw", "AdamW", "bfgs", "BFGS", "lbfgs", "LBFGS");

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
