package dev.cornet;

import dev.cornet.config.ComponentProvider;
import dev.cornet.config.Composite;
import dev.cornet.config.Configurable;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.models.NestedModelReader;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.schedules.LearningRateSchedule;
import dev.cornet.regularizers.Regularizer;
import java.util.List;
import java.util.Map;

/** The component provider of this module: announces its losses, metrics, optimizers and other components under Keras' names. */
public final class ApiComponents implements ComponentProvider {
    private static final Map<String, String> ACTIVATIONS =
            Map.of("swish", "Silu", "hard_swish", "HardSilu", "LeakyReLU", "LeakyRelu", "ELU", "Elu", "ReLU", "Relu");

    private static final Map<String, String> INITIALIZERS = Map.of(
            "zero", "Zeros",
            "one", "Ones",
            "normal", "RandomNormal",
            "uniform", "RandomUniform",
            "IdentityInitializer", "Identity",
            "OrthogonalInitializer", "Orthogonal");

    private static final Map<String, String> LOSSES = Map.ofEntries(
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

    private static final Map<String, String> METRICS = Map.ofEntries(
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

    private static final Map<String, String> OPTIMIZERS =
            Map.of("sgd", "SGD", "rmsprop", "RMSprop", "adamw", "AdamW", "bfgs", "BFGS", "lbfgs", "LBFGS");

    @Override
    public Iterable<ComponentPackage> packages() {
        return List.of(
                describe(ActivationFunction.class, "activations", ACTIVATIONS),
                describe(Initializer.class, "initializers", INITIALIZERS),
                describe(Regularizer.class, "regularizers", Map.of("l1l2", "L1L2")),
                describe(Constraint.class, "constraints", Map.of()),
                describe(Loss.class, "losses", LOSSES),
                describe(Metric.class, "metrics", METRICS),
                describe(Optimizer.class, "optimizers", OPTIMIZERS),
                describe(LearningRateSchedule.class, "optimizers.schedules", Map.of()));
    }

    @Override
    public Iterable<Composite.Reader> readers() {
        return List.of(new NestedModelReader());
    }

    private static ComponentPackage describe(
            Class<? extends Configurable> family, String module, Map<String, String> aliases) {
        String packageName = family == ActivationFunction.class ? "dev.cornet.activations" : family.getPackageName();
        return new ComponentPackage(family, packageName, "keras." + module, aliases, NameSuggestions.of(module));
    }
}
