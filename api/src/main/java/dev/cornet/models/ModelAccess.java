package dev.cornet.models;

import dev.cornet.nn.Variable;
import java.util.List;
import java.util.Map;

/** The state of a model that Cornet writes to files and reads from them, and that is of no use to other callers. */
public final class ModelAccess {
    private ModelAccess() {}

    /** The trainable variables in the order in which the optimizer numbers them. */
    public static List<Variable> trainableVariables(Model model) {
        return model.runtime().plan().trainable();
    }

    /** The arguments of compile; throws if the model is not compiled. */
    public static CompileArguments compileArguments(Model model) {
        Compile options = model.compileOptions();
        return new CompileArguments(
                options.optimizer(),
                options.loss(),
                options.lossWeights(),
                options.metrics(),
                options.weightedMetrics());
    }

    /** The names of outputs that form a dictionary in Keras; empty for all other models. */
    public static List<String> namedOutputs(Model model) {
        return model.hasNamedOutputs() ? model.outputNames() : List.of();
    }

    /** Sets the names of outputs that form a dictionary in Keras. */
    public static void nameOutputs(Model model, List<String> names) {
        model.nameOutputs(names);
    }

    /** The history of a saved training: the numbers of its epochs, and the values of each loss and metric. */
    public static History history(List<Integer> epochs, Map<String, List<Double>> metrics) {
        return new History(epochs, metrics);
    }

    /** Runs a task while no thread changes the weights by training or loading. */
    public static void withWeightsReadLocked(Model model, Runnable reader) {
        model.runtime().withWeightsReadLocked(reader);
    }

    /** Runs a change of the weights while no thread computes with them. */
    public static void changeWeights(Model model, Runnable change) {
        model.runtime().weightsLock().change(change);
    }

    /** Whether the last successful check before saving, which rebuilds the model from its JSON tree, had this hash. */
    public static boolean isRebuildChecked(Model model, int hash) {
        return model.isRebuildChecked(hash);
    }

    /** Records the hash of a successful check before saving. */
    public static void rebuildChecked(Model model, int hash) {
        model.rebuildChecked(hash);
    }
}
