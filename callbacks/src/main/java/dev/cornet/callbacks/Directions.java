package dev.cornet.callbacks;

import dev.cornet.error.OptionException;
import java.util.List;

/** Which way is better, by the name of a figure. */
final class Directions {
    private static final List<String> UP = List.of(
            "acc",
            "precision",
            "recall",
            "auc",
            "f1",
            "fbeta",
            "f_beta",
            "r2",
            "similarity",
            "iou",
            "true_positives",
            "true_negatives",
            "correlation");
    private static final List<String> DOWN = List.of(
            "loss",
            "error",
            "mse",
            "mae",
            "mape",
            "msle",
            "rmse",
            "crossentropy",
            "hinge",
            "divergence",
            "poisson",
            "logcosh",
            "log_cosh",
            "false_positives",
            "false_negatives",
            "huber",
            "learning_rate");

    private Directions() {}

    static boolean isUp(String callback, String figure) {
        String name = figure.startsWith("val_") ? figure.substring(4) : figure;
        if (UP.stream().anyMatch(name::contains)) {
            return true;
        }
        if (DOWN.stream().anyMatch(name::contains)) {
            return false;
        }
        throw new OptionException(
                callback + ": the name \"" + figure
                        + "\" does not tell whether more or less of it is better. Correct it, or set mode(\"min\") or mode(\"max\").");
    }
}
