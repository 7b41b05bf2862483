package dev.cornet.callbacks;

import dev.cornet.exceptions.Arguments;
import dev.cornet.models.Callback;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A callback whose methods are set as functions: {@code new LambdaCallback().onEpochEnd((epoch, logs) -> …)}. Reference: Keras'
 * LambdaCallback page.
 */
public final class LambdaCallback extends Callback {
    private BiConsumer<Integer, Map<String, Double>> epochBegin = (epoch, logs) -> {};
    private BiConsumer<Integer, Map<String, Double>> epochEnd = (epoch, logs) -> {};
    private BiConsumer<Integer, Map<String, Double>> batchBegin = (batch, logs) -> {};
    private BiConsumer<Integer, Map<String, Double>> batchEnd = (batch, logs) -> {};
    private Consumer<Map<String, Double>> trainBegin = logs -> {};
    private Consumer<Map<String, Double>> trainEnd = logs -> {};

    public LambdaCallback onEpochBegin(BiConsumer<Integer, Map<String, Double>> hook) {
        this.epochBegin = Arguments.notNull(hook, "LambdaCallback.onEpochBegin", "hook");
        return this;
    }

    public LambdaCallback onEpochEnd(BiConsumer<Integer, Map<String, Double>> hook) {
        this.epochEnd = Arguments.notNull(hook, "LambdaCallback.onEpochEnd", "hook");
        return this;
    }

    public LambdaCallback onTrainBatchBegin(BiConsumer<Integer, Map<String, Double>> hook) {
        this.batchBegin = Arguments.notNull(hook, "LambdaCallback.onTrainBatchBegin", "hook");
        return this;
    }

    public LambdaCallback onTrainBatchEnd(BiConsumer<Integer, Map<String, Double>> hook) {
        this.batchEnd = Arguments.notNull(hook, "LambdaCallback.onTrainBatchEnd", "hook");
        return this;
    }

    public LambdaCallback onTrainBegin(Consumer<Map<String, Double>> hook) {
        this.trainBegin = Arguments.notNull(hook, "LambdaCallback.onTrainBegin", "hook");
        return this;
    }

    public LambdaCallback onTrainEnd(Consumer<Map<String, Double>> hook) {
        this.trainEnd = Arguments.notNull(hook, "LambdaCallback.onTrainEnd", "hook");
        return this;
    }

    @Override
    public void onEpochBegin(int epoch, Map<String, Double> logs) {
        epochBegin.accept(epoch, logs);
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        epochEnd.accept(epoch, logs);
    }

    @Override
    public void onTrainBatchBegin(int batch, Map<String, Double> logs) {
        batchBegin.accept(batch, logs);
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        batchEnd.accept(batch, logs);
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        trainBegin.accept(logs);
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        trainEnd.accept(logs);
    }
}
