package dev.cornet.training;

import dev.cornet.console.Console;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.nn.Variable;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Warnings and checks before a run whose result would probably not be what the user intended. */
public final class Warnings {
    private static final int MAX_NAMED = 6;

    private Warnings() {}

    static void beforeFit(ModelRuntime runtime, Batches training, @Nullable Batches validation) {
        beforeTraining(runtime);
        if (validation != null) {
            requireSameClasses(
                    Arguments.notNull(training.classNames(), "fit: what classNames() of the data returns"),
                    Arguments.notNull(
                            validation.classNames(), "fit: what classNames() of the validation data returns"));
        }
    }

    /** Warns as Keras does: "The model does not have any trainable weights." */
    public static void beforeTraining(ModelRuntime runtime) {
        if (runtime.variables().stream().noneMatch(Variable::trainable)) {
            Console.warnOnce(runtime.describe()
                    + ": the model has no trainable weights, so training changes nothing. Freezing takes effect"
                    + " at once, also in models that were compiled before: call setTrainable(true) before training what is frozen"
                    + " for another model.");
        }
    }

    /** Warns as Keras does: "Gradients do not exist for variables". */
    static void withoutGradient(List<Variable> unreached) {
        if (!unreached.isEmpty()) {
            String names =
                    unreached.stream().limit(MAX_NAMED).map(Variable::path).collect(Collectors.joining(", "));
            Console.warnOnce("training: no loss depends on " + names
                    + (unreached.size() > MAX_NAMED ? " and " + (unreached.size() - MAX_NAMED) + " more weights" : "")
                    + ", so they stay as they are. Give compile a loss for each output that is to be learnt.");
        }
    }

    /** Throws if a class has different numbers in training and validation data; targets that are class numbers would not agree. */
    private static void requireSameClasses(List<String> training, List<String> validation) {
        for (String name : validation) {
            int number = training.indexOf(name);
            if (number >= 0 && number != validation.indexOf(name)) {
                throw new DataException("fit: the class \"" + name + "\" has the number " + number + " in training and "
                        + validation.indexOf(name) + " in validation, for the classes are " + training + " and "
                        + validation
                        + ". Give both the same classes(…).");
            }
        }
        if (!training.isEmpty() && !validation.isEmpty() && !training.equals(validation)) {
            Console.warn("fit: the classes of training and validation differ: " + training + " and " + validation
                    + ". classIndices() of each returns their numbers, and classes(…) sets them.");
        }
    }

    /** Warns that the option shuffle has no effect on a source of batches. */
    public static void ignoredShuffle(boolean shuffle, Batches source) {
        if (shuffle != source.shuffles()) {
            Console.warnOnce("fit: shuffle(" + shuffle
                    + ") is for arrays and changes nothing here: a source of batches"
                    + " decides itself whether it shuffles, as by flow(…) or Batches.of(…).");
        }
    }

    public static void beforePredict(Batches source) {
        if (source.shuffles()) {
            Console.warnOnce(
                    "predict: the source is shuffled, so predictions come in the order of its epoch 0 and not in that of its"
                            + " samples, labels or file names. Give it shuffle(false).");
        }
    }
}
