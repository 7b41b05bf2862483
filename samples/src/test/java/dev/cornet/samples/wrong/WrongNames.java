package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.option;

import dev.cornet.layers.Dense;
import dev.cornet.models.Sequential;
import java.util.stream.Stream;

/** Names of other libraries, misspelt names, objects in the wrong place. */
final class WrongNames {
    private WrongNames() {}

    static Sequential net() {
        return WrongCompiling.fresh();
    }

    static Stream<WrongUse> uses() {
        return Stream.of(
                option(
                        "swapped letters in a loss",
                        "compile: unknown loss \"mes\"; did you mean \"mse\"?",
                        () -> net().compile("sgd", "mes")),
                option(
                        "swapped letters in an activation",
                        "Dense: activation: unknown activation function \"rleu\"; did you mean \"relu\"?",
                        () -> new Dense(3).activation("rleu")),
                option(
                        "swapped letters in an optimizer",
                        "compile: unknown optimizer \"adma\"; did you mean \"adam\"?",
                        () -> net().compile("adma", "mse")),
                option(
                        "swapped letters in a metric",
                        "compile: unknown metric \"aucracy\"; did you mean \"accuracy\"?",
                        () -> net().compile("sgd", "mse", "aucracy")),
                option(
                        "PyTorch's cross entropy",
                        "compile: unknown loss \"cross_entropy\"; did you mean "
                                + "\"sparse_categorical_crossentropy\" (targets are class numbers), "
                                + "\"categorical_crossentropy\" (one-hot rows) or \"binary_crossentropy\" (0 or 1)?",
                        () -> net().compile("adam", "cross_entropy")),
                option(
                        "PyTorch's CrossEntropyLoss",
                        "compile: unknown loss \"CrossEntropyLoss\"; did you mean "
                                + "\"sparse_categorical_crossentropy\" (targets are class numbers), "
                                + "\"categorical_crossentropy\" (one-hot rows) or \"binary_crossentropy\" (0 or 1)?",
                        () -> net().compile("adam", "CrossEntropyLoss")),
                option(
                        "PyTorch's MSELoss",
                        "compile: unknown loss \"MSELoss\"; did you mean \"mse\"?",
                        () -> net().compile("adam", "MSELoss")),
                option(
                        "PyTorch's nll_loss",
                        "compile: unknown loss \"nll_loss\"; did you mean "
                                + "\"sparse_categorical_crossentropy\" (targets are class numbers), "
                                + "\"categorical_crossentropy\" (one-hot rows) or \"binary_crossentropy\" (0 or 1)?",
                        () -> net().compile("adam", "nll_loss")),
                option(
                        "PyTorch's BCEWithLogitsLoss",
                        "compile: unknown loss \"BCEWithLogitsLoss\"; did you mean \"binary_crossentropy\", "
                                + "or for values without a sigmoid new BinaryCrossentropy().fromLogits(true)?",
                        () -> net().compile("adam", "BCEWithLogitsLoss")),
                option(
                        "scikit-learn's log_loss",
                        "compile: unknown loss \"log_loss\"; did you mean \"binary_crossentropy\", or for "
                                + "values without a sigmoid new BinaryCrossentropy().fromLogits(true)?",
                        () -> net().compile("adam", "log_loss")),
                option(
                        "l1_loss",
                        "compile: unknown loss \"l1_loss\"; did you mean \"mean_absolute_error\"?",
                        () -> net().compile("adam", "l1_loss")),
                option(
                        "an rmse loss",
                        "compile: unknown loss \"rmse\". Train by \"mean_squared_error\", which is least "
                                + "where its root is; \"root_mean_squared_error\" is a metric.",
                        () -> net().compile("adam", "rmse")),
                option(
                        "a hyphen in a loss",
                        "compile: unknown loss \"binary-crossentropy\"; did you mean \"binary_crossentropy\"?",
                        () -> net().compile("adam", "binary-crossentropy")),
                option(
                        "spaces in a loss",
                        "compile: unknown loss \"mean squared error\"; did you mean \"mean_squared_error\"?",
                        () -> net().compile("adam", "mean squared error")),
                option(
                        "binary_cross_entropy",
                        "compile: unknown loss \"binary_cross_entropy\"; did you mean " + "\"binary_crossentropy\"?",
                        () -> net().compile("adam", "binary_cross_entropy")),
                option(
                        "sparse_crossentropy",
                        "compile: unknown loss \"sparse_crossentropy\"; did you mean "
                                + "\"sparse_categorical_crossentropy\"?",
                        () -> net().compile("adam", "sparse_crossentropy")),
                option(
                        "softmax as loss",
                        "compile: unknown loss \"softmax_cross_entropy\"; did you mean "
                                + "\"sparse_categorical_crossentropy\" (targets are class numbers), "
                                + "\"categorical_crossentropy\" (one-hot rows) or \"binary_crossentropy\" (0 or 1)?",
                        () -> net().compile("adam", "softmax_cross_entropy")),
                option(
                        "accuracy as loss",
                        "compile: unknown loss \"accuracy\"; that is the name of a metric. Known are {…}. A "
                                + "class of your own is made known by Cornet.register(MyClass.class).",
                        () -> net().compile("adam", "accuracy")),
                option(
                        "a loss of nothing",
                        "compile: unknown loss \"\"; known are {…}. A class of your own is made known by "
                                + "Cornet.register(MyClass.class).",
                        () -> net().compile("adam", "")),
                option(
                        "a loss name of spaces",
                        "compile: unknown loss \"  \"; known are {…}. A class of your own is made known by "
                                + "Cornet.register(MyClass.class).",
                        () -> net().compile("adam", "  ")),
                option(
                        "Xavier's initializer",
                        "Dense: kernel_initializer: unknown initializer \"xavier\"; did you mean "
                                + "\"glorot_uniform\" or \"glorot_normal\", after Xavier Glorot?",
                        () -> new Dense(3).kernelInitializer("xavier")),
                option(
                        "PyTorch's xavier_uniform_",
                        "Dense: kernel_initializer: unknown initializer \"xavier_uniform_\"; did you mean "
                                + "\"glorot_uniform\"?",
                        () -> new Dense(3).kernelInitializer("xavier_uniform_")),
                option(
                        "PyTorch's kaiming_normal",
                        "Dense: kernel_initializer: unknown initializer \"kaiming_normal\"; did you mean "
                                + "\"he_normal\"?",
                        () -> new Dense(3).kernelInitializer("kaiming_normal")),
                option(
                        "gaussian initializer",
                        "Dense: kernel_initializer: unknown initializer \"gaussian\"; did you mean "
                                + "\"random_normal\" or \"truncated_normal\"?",
                        () -> new Dense(3).kernelInitializer("gaussian")),
                option(
                        "random initializer",
                        "Dense: kernel_initializer: unknown initializer \"random\"; did you mean "
                                + "\"random_uniform\" or \"random_normal\"?",
                        () -> new Dense(3).kernelInitializer("random")),
                option(
                        "glorot without form",
                        "Dense: kernel_initializer: unknown initializer \"glorot\"; did you mean "
                                + "\"glorot_uniform\" or \"glorot_normal\", after Xavier Glorot?",
                        () -> new Dense(3).kernelInitializer("glorot")),
                option(
                        "sgd with momentum",
                        "compile: unknown optimizer \"momentum\"; did you mean new SGD(0.01).momentum(0.9)?",
                        () -> net().compile("momentum", "mse")),
                option(
                        "gradient_descent as optimizer",
                        "compile: unknown optimizer \"gradientdescent\"; did you mean \"gradient_descent\"?",
                        () -> net().compile("gradientdescent", "mse")),
                option(
                        "PyTorch's RMSProp",
                        "compile: unknown optimizer \"RMSProp\"; did you mean \"rmsprop\"?",
                        () -> net().compile("RMSProp", "mse")),
                option(
                        "l-bfgs",
                        "compile: unknown optimizer \"l-bfgs\"; did you mean \"lbfgs\"?",
                        () -> net().compile("l-bfgs", "mse")),
                option(
                        "ridge as regularizer",
                        "Dense: kernel_regularizer: unknown regularizer \"ridge\"; did you mean \"l2\", or "
                                + "l2(0.01) of Regularizers?",
                        () -> new Dense(3).kernelRegularizer("ridge")),
                option(
                        "lasso as regularizer",
                        "Dense: kernel_regularizer: unknown regularizer \"lasso\"; did you mean \"l1\", or "
                                + "l1(0.01) of Regularizers?",
                        () -> new Dense(3).kernelRegularizer("lasso")),
                option(
                        "weight_decay as regularizer",
                        "Dense: kernel_regularizer: unknown regularizer \"weight_decay\"; did you mean "
                                + "\"l2\", or l2(0.01) of Regularizers?",
                        () -> new Dense(3).kernelRegularizer("weight_decay")),
                option(
                        "elastic net as regularizer",
                        "Dense: kernel_regularizer: unknown regularizer \"elasticnet\"; did you mean "
                                + "\"l1_l2\", or l1L2(0.01, 0.01) of Regularizers?",
                        () -> new Dense(3).kernelRegularizer("elasticnet")),
                option(
                        "nonneg constraint",
                        "Dense: kernel_constraint: unknown constraint \"nonnegative\"; did you mean " + "\"non_neg\"?",
                        () -> new Dense(3).kernelConstraint("nonnegative")),
                option(
                        "maxnorm constraint",
                        "Dense: kernel_constraint: unknown constraint \"maxnorm\"; did you mean \"max_norm\"?",
                        () -> new Dense(3).kernelConstraint("maxnorm")),
                option(
                        "unitnorm constraint",
                        "Dense: kernel_constraint: unknown constraint \"unit\"; did you mean \"unit_norm\"?",
                        () -> new Dense(3).kernelConstraint("unit")),
                option(
                        "logistic as activation",
                        "Dense: activation: unknown activation function \"logistic\"; did you mean " + "\"sigmoid\"?",
                        () -> new Dense(3).activation("logistic")),
                option(
                        "leaky as activation",
                        "Dense: activation: unknown activation function \"lrelu\"; did you mean " + "\"leaky_relu\"?",
                        () -> new Dense(3).activation("lrelu")),
                option(
                        "identity as activation",
                        "Dense: activation: unknown activation function \"identity\"; did you mean "
                                + "\"linear\", which is the default?",
                        () -> new Dense(3).activation("identity")),
                option(
                        "none as activation",
                        "Dense: activation: unknown activation function \"none\"; did you mean \"linear\", "
                                + "which is the default?",
                        () -> new Dense(3).activation("none")),
                option(
                        "an empty activation",
                        "Dense: activation: unknown activation function \"\"; known are {…}. A class of your "
                                + "own is made known by Cornet.register(MyClass.class).",
                        () -> new Dense(3).activation("")),
                option(
                        "soft max",
                        "Dense: activation: unknown activation function \"soft_max\"; did you mean " + "\"softmax\"?",
                        () -> new Dense(3).activation("soft_max")),
                option(
                        "f1 as metric",
                        "compile: unknown metric \"f1\"; did you mean \"f1_score\"?",
                        () -> net().compile("adam", "mse", "f1")),
                option(
                        "r2 as metric",
                        "compile: unknown metric \"r2\"; did you mean \"r2_score\"?",
                        () -> net().compile("adam", "mse", "r2")),
                option(
                        "top5 as metric",
                        "compile: unknown metric \"top5\"; did you mean new "
                                + "SparseTopKCategoricalAccuracy().k(5) (targets are class numbers) or new "
                                + "TopKCategoricalAccuracy().k(5) (one-hot rows)?",
                        () -> net().compile("adam", "mse", "top5")),
                option(
                        "roc_auc as metric",
                        "compile: unknown metric \"roc_auc\"; did you mean \"auc\"?",
                        () -> net().compile("adam", "mse", "roc_auc")),
                option(
                        "sensitivity as metric",
                        "compile: unknown metric \"sensitivity\"; did you mean \"recall\"?",
                        () -> net().compile("adam", "mse", "sensitivity")),
                option(
                        "categorical accuracy misspelt",
                        "compile: unknown metric \"categorial_accuracy\"; did you mean " + "\"categorical_accuracy\"?",
                        () -> net().compile("adam", "mse", "categorial_accuracy")),
                option(
                        "a loss's metric of a very long name",
                        "compile: unknown metric "
                                + "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\"; known are {…}. A "
                                + "class of your own is made known by Cornet.register(MyClass.class).",
                        () -> net().compile("adam", "mse", "x".repeat(5000))));
    }
}
