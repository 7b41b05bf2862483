package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.option;

import dev.cornet.layers.Dense;
import dev.cornet.models.Sequential;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Names of other libraries and misspelt names; each table has a mistake a line, and how its message goes on from the name. */
final class WrongNames {
    private static final String LOSSES = """
            swapped letters in a loss | "mes"; did you mean "mse"?
            PyTorch's cross entropy | "cross_entropy"; did you mean "sparse_categorical_crossentropy" (targets \
            are class numbers), "categorical_crossentropy" (one-hot rows) or "binary_crossentropy" (0 or 1)?
            PyTorch's CrossEntropyLoss | "CrossEntropyLoss"; did you mean "sparse_categorical_crossentropy" \
            (targets are class numbers), "categorical_crossentropy" (one-hot rows) or "binary_crossentropy" (0 \
            or 1)?
            PyTorch's MSELoss | "MSELoss"; did you mean "mse"?
            PyTorch's nll_loss | "nll_loss"; did you mean "sparse_categorical_crossentropy" (targets are class \
            numbers), "categorical_crossentropy" (one-hot rows) or "binary_crossentropy" (0 or 1)?
            PyTorch's BCEWithLogitsLoss | "BCEWithLogitsLoss"; did you mean "binary_crossentropy", or for values \
            without a sigmoid new BinaryCrossentropy().fromLogits(true)?
            scikit-learn's log_loss | "log_loss"; did you mean "binary_crossentropy", or for values without a \
            sigmoid new BinaryCrossentropy().fromLogits(true)?
            l1_loss | "l1_loss"; did you mean "mean_absolute_error"?
            an rmse loss | "rmse". Train by "mean_squared_error", which is least where its root is; \
            "root_mean_squared_error" is a metric.
            a hyphen in a loss | "binary-crossentropy"; did you mean "binary_crossentropy"?
            spaces in a loss | "mean squared error"; did you mean "mean_squared_error"?
            binary_cross_entropy | "binary_cross_entropy"; did you mean "binary_crossentropy"?
            sparse_crossentropy | "sparse_crossentropy"; did you mean "sparse_categorical_crossentropy"?
            softmax as loss | "softmax_cross_entropy"; did you mean "sparse_categorical_crossentropy" (targets \
            are class numbers), "categorical_crossentropy" (one-hot rows) or "binary_crossentropy" (0 or 1)?
            accuracy as loss | "accuracy"; that is the name of a metric. Known are {…}. A class of your own is \
            made known by Cornet.register(MyClass.class).
            a loss of nothing | ""; known are {…}. A class of your own is made known by \
            Cornet.register(MyClass.class).
            a loss name of spaces | "  "; known are {…}. A class of your own is made known by \
            Cornet.register(MyClass.class).
            """;

    private static final String OPTIMIZERS = """
            swapped letters in an optimizer | "adma"; did you mean "adam"?
            sgd with momentum | "momentum"; did you mean new SGD(0.01).momentum(0.9)?
            gradient_descent as optimizer | "gradientdescent"; did you mean "gradient_descent"?
            PyTorch's RMSProp | "RMSProp"; did you mean "rmsprop"?
            l-bfgs | "l-bfgs"; did you mean "lbfgs"?
            """;

    private static final String METRICS = """
            swapped letters in a metric | "aucracy"; did you mean "accuracy"?
            f1 as metric | "f1"; did you mean "f1_score"?
            r2 as metric | "r2"; did you mean "r2_score"?
            top5 as metric | "top5"; did you mean new SparseTopKCategoricalAccuracy().k(5) (targets are class \
            numbers) or new TopKCategoricalAccuracy().k(5) (one-hot rows)?
            roc_auc as metric | "roc_auc"; did you mean "auc"?
            sensitivity as metric | "sensitivity"; did you mean "recall"?
            categorical accuracy misspelt | "categorial_accuracy"; did you mean "categorical_accuracy"?
            """;

    private static final String INITIALIZERS = """
            Xavier's initializer | "xavier"; did you mean "glorot_uniform" or "glorot_normal", after Xavier \
            Glorot?
            PyTorch's xavier_uniform_ | "xavier_uniform_"; did you mean "glorot_uniform"?
            PyTorch's kaiming_normal | "kaiming_normal"; did you mean "he_normal"?
            gaussian initializer | "gaussian"; did you mean "random_normal" or "truncated_normal"?
            random initializer | "random"; did you mean "random_uniform" or "random_normal"?
            glorot without form | "glorot"; did you mean "glorot_uniform" or "glorot_normal", after Xavier \
            Glorot?
            half an initializer | "he"; did you mean "he_normal" or "he_uniform", after Kaiming He?
            an initializer's class name with package | "dev.cornet.initializers.HeNormal"; did you mean \
            "he_normal"?
            """;

    private static final String REGULARIZERS = """
            ridge as regularizer | "ridge"; did you mean "l2", or l2(0.01) of Regularizers?
            lasso as regularizer | "lasso"; did you mean "l1", or l1(0.01) of Regularizers?
            weight_decay as regularizer | "weight_decay"; did you mean "l2", or l2(0.01) of Regularizers?
            elastic net as regularizer | "elasticnet"; did you mean "l1_l2", or l1L2(0.01, 0.01) of \
            Regularizers?
            an unknown regularizer | "l3"; known are l1, l1l2, l2, orthogonal_regularizer. A class of your own \
            is made known by Cornet.register(MyClass.class).
            """;

    private static final String CONSTRAINTS = """
            nonneg constraint | "nonnegative"; did you mean "non_neg"?
            maxnorm constraint | "maxnorm"; did you mean "max_norm"?
            unitnorm constraint | "unit"; did you mean "unit_norm"?
            an unknown constraint | "positive"; did you mean "non_neg"?
            """;

    private static final String ACTIVATIONS = """
            swapped letters in an activation | "rleu"; did you mean "relu"?
            logistic as activation | "logistic"; did you mean "sigmoid"?
            leaky as activation | "lrelu"; did you mean "leaky_relu"?
            identity as activation | "identity"; did you mean "linear", which is the default?
            none as activation | "none"; did you mean "linear", which is the default?
            an empty activation | ""; known are {…}. A class of your own is made known by \
            Cornet.register(MyClass.class).
            soft max | "soft_max"; did you mean "softmax"?
            a misspelt activation | "rellu"; did you mean "relu"?
            tf.nn.relu | "tf.nn.relu"; did you mean "relu"?
            a layer as activation | "dense"; that is the name of a layer. Known are {…}. A class of your own is \
            made known by Cornet.register(MyClass.class).
            """;

    private WrongNames() {}

    static Sequential net() {
        return WrongCompiling.fresh();
    }

    /** The mistakes of a table, whose messages begin with {@code begin}; {@code use} takes the unknown name. */
    private static Stream<WrongUse> unknown(String begin, Consumer<String> use, String table) {
        return table.lines().map(line -> {
            String[] row = line.split(" \\| ", 2);
            String name = row[1].split("\"", 3)[1];
            return option(row[0], begin + " " + row[1], () -> use.accept(name));
        });
    }

    static Stream<WrongUse> uses() {
        return Stream.of(
                        unknown("compile: unknown loss", name -> net().compile("adam", name), LOSSES),
                        unknown("compile: unknown optimizer", name -> net().compile(name, "mse"), OPTIMIZERS),
                        unknown("compile: unknown metric", name -> net().compile("adam", "mse", name), METRICS),
                        unknown(
                                "Dense: kernel_initializer: unknown initializer",
                                name -> new Dense(3).kernelInitializer(name),
                                INITIALIZERS),
                        unknown(
                                "Dense: kernel_regularizer: unknown regularizer",
                                name -> new Dense(3).kernelRegularizer(name),
                                REGULARIZERS),
                        unknown(
                                "Dense: kernel_constraint: unknown constraint",
                                name -> new Dense(3).kernelConstraint(name),
                                CONSTRAINTS),
                        unknown(
                                "Dense: activation: unknown activation function",
                                name -> new Dense(3).activation(name),
                                ACTIVATIONS),
                        Stream.of(option(
                                "a loss's metric of a very long name",
                                "compile: unknown metric "
                                        + "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\"; known are {…}. A "
                                        + "class of your own is made known by Cornet.register(MyClass.class).",
                                () -> net().compile("adam", "mse", "x".repeat(5000)))))
                .flatMap(uses -> uses);
    }
}
