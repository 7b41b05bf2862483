package dev.cornet.models;

import dev.cornet.data.Batches;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import dev.cornet.training.ShardGroup;
import dev.cornet.training.Sharding;
import dev.cornet.training.TrainingOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code fit} other than the data, with Keras' names and defaults: {@code new Fit().batchSize(128).epochs(12)}.
 *
 * <p>Reference: Keras' "Model training APIs" page.
 */
public final class Fit {
    private @Nullable Integer batchSize;
    private int epochs = 1;
    private int verbose = 1;
    private List<Callback> callbacks = List.of();
    private double validationSplit;
    private @Nullable Batches validationBatches;
    private List<Tensor> validationX = List.of();
    private List<Tensor> validationY = List.of();
    private List<Tensor> validationWeight = List.of();
    private @Nullable Boolean shuffle;
    private Map<Integer, Double> classWeight = Map.of();
    private List<Tensor> sampleWeight = List.of();
    private int initialEpoch;
    private @Nullable Integer stepsPerEpoch;
    private @Nullable Integer validationSteps;
    private @Nullable Integer validationBatchSize;
    private int validationFreq = 1;
    private @Nullable Path resume;
    private Sharding sharding = Sharding.NONE;

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new OptionException("fit: " + message);
        }
    }

    /** Samples per step; default 32. The last batch of an epoch may be shorter. For arrays only. */
    public Fit batchSize(int size) {
        require(size > 0, "batchSize must be positive, got " + size);
        batchSize = size;
        return this;
    }

    /**
     * The number of the last epoch, counted from 1; default 1. This is not the number of epochs to run: initialEpoch 5 and epochs 10 run
     * five epochs.
     */
    public Fit epochs(int last) {
        require(last >= 0, "epochs must not be negative, got " + last);
        epochs = last;
        return this;
    }

    /** 0 silent, 1 a progress bar, 2 one line per epoch. Default 1. */
    public Fit verbose(int level) {
        require(level >= 0 && level <= 2, "verbose must be 0, 1 or 2, got " + level);
        verbose = level;
        return this;
    }

    /** Callbacks, called in this order. */
    public Fit callbacks(Callback... list) {
        return callbacks(Arguments.nonNullElements(list, "fit: callbacks"));
    }

    /** Callbacks, called in this order. */
    public Fit callbacks(List<? extends Callback> list) {
        Arguments.notNull(list, "Fit.callbacks", "list");
        callbacks = new ArrayList<>(list);
        return this;
    }

    /** The fraction of the data used for validation: the last rows, taken before shuffling. Default 0. For arrays only. */
    public Fit validationSplit(double fraction) {
        require(fraction >= 0 && fraction < 1, "validationSplit must be at least 0 and below 1, got " + fraction);
        validationSplit = fraction;
        return this;
    }

    /** Data on which loss and metrics are computed after each epoch; takes precedence over validationSplit. */
    public Fit validationData(Tensor x, Tensor y) {
        return validationData(
                List.of(Arguments.notNull(x, "Fit.validationData", "x")),
                List.of(Arguments.notNull(y, "Fit.validationData", "y")),
                List.of());
    }

    /** Validation data with a weight per sample, shape (n). */
    public Fit validationData(Tensor x, Tensor y, Tensor sampleWeight) {
        return validationData(
                List.of(Arguments.notNull(x, "Fit.validationData", "x")),
                List.of(Arguments.notNull(y, "Fit.validationData", "y")),
                List.of(Arguments.notNull(sampleWeight, "Fit.validationData", "sampleWeight")));
    }

    /** Validation data for a model of several inputs or outputs, with weights per sample: none, one for all outputs, or one per output. */
    public Fit validationData(List<Tensor> xs, List<Tensor> ys, List<Tensor> sampleWeights) {
        validationX = Arguments.nonNullElements(xs, "fit: validationData: x");
        validationY = Arguments.nonNullElements(ys, "fit: validationData: y");
        validationWeight = Arguments.nonNullElements(sampleWeights, "fit: validationData: sampleWeights");
        return this;
    }

    /** Validation data from a source of batches. */
    public Fit validationData(Batches batches) {
        Arguments.notNull(batches, "Fit.validationData", "batches");
        validationBatches = batches;
        return this;
    }

    /** Whether arrays are shuffled before each epoch; default true. */
    public Fit shuffle(boolean on) {
        this.shuffle = on;
        return this;
    }

    /** The weight of each class' samples in the loss, by class number; 1 for classes not named. For models of one output. */
    public Fit classWeight(Map<Integer, Double> weights) {
        Arguments.notNull(weights, "Fit.classWeight", "weights");
        classWeight = checkedClassWeight(weights);
        return this;
    }

    /** A sorted copy of class weights; throws for an impossible class or weight. */
    static Map<Integer, Double> checkedClassWeight(Map<Integer, Double> weights) {
        weights.forEach((c, w) -> {
            require(c != null && w != null, "classWeight has no class or no weight in " + c + " → " + w);
            require(c >= 0, "classWeight names class " + c + "; classes count from 0");
            require(
                    w >= 0 && w < Double.POSITIVE_INFINITY,
                    "classWeight of class " + c + " must be a finite number, 0 or more, got " + w);
        });
        return new TreeMap<>(weights);
    }

    /** A weight per sample, shape (n), for the loss and the weighted metrics of all outputs. For arrays only. */
    public Fit sampleWeight(Tensor weights) {
        return sampleWeight(List.of(Arguments.notNull(weights, "Fit.sampleWeight", "weights")));
    }

    /** A weight per sample for each output. For arrays only. */
    public Fit sampleWeight(List<Tensor> perOutput) {
        this.sampleWeight = Arguments.nonNullElements(perOutput, "fit: sampleWeight");
        return this;
    }

    /** The epoch to begin with, counted from 0, to continue an earlier training. Default 0. */
    public Fit initialEpoch(int epoch) {
        require(epoch >= 0, "initialEpoch must not be negative, got " + epoch);
        initialEpoch = epoch;
        return this;
    }

    /** Batches per epoch; default one pass through the data. Required for sources whose number of batches is unknown. */
    public Fit stepsPerEpoch(int steps) {
        require(steps > 0, "stepsPerEpoch must be positive, got " + steps);
        stepsPerEpoch = steps;
        return this;
    }

    /** Batches per validation; default all. */
    public Fit validationSteps(int steps) {
        require(steps > 0, "validationSteps must be positive, got " + steps);
        validationSteps = steps;
        return this;
    }

    /** Samples per step of validation; default batchSize. */
    public Fit validationBatchSize(int size) {
        require(size > 0, "validationBatchSize must be positive, got " + size);
        validationBatchSize = size;
        return this;
    }

    /** The number of epochs between validations; default 1. */
    public Fit validationFreq(int epochs) {
        require(epochs > 0, "validationFreq must be positive, got " + epochs);
        validationFreq = epochs;
        return this;
    }

    /**
     * Resumes the training saved in this {@code .cornet} file, for example by a ModelCheckpoint; starts a new training if the file does
     * not exist. Weights, optimizer state, seed, epoch, history and the callbacks' states are restored from the file, so that the result is
     * the same, bit for bit, as without the interruption. A file saved in the middle of an epoch resumes at that epoch's first batch.
     * Default: a new training.
     */
    public Fit resume(String file) {
        this.resume = Arguments.path(file, "Fit.resume: the argument file");
        return this;
    }

    /**
     * Cuts each batch into this many shards, a power of two that divides batchSize; default 1: batches are not cut. The gradients of the
     * shards are added in a fixed order, so that any number of workers that share the shards train the same weights, bit for bit, as one
     * machine does with the same number of shards. Row r of the data belongs to shard r mod S, and each shard is shuffled alone, so another
     * number of shards sees other batches.
     *
     * <p>BatchNormalization normalises within each shard. Refused: stateful layers, other layers that mix the rows of a batch, and
     * optimizers that need all samples in one batch.
     */
    public Fit shards(int count) {
        this.sharding = new Sharding(count, sharding.group());
        return this;
    }

    /** The workers that share the shards; default this one alone. */
    Fit shardGroup(ShardGroup workers) {
        sharding = new Sharding(sharding.shards(), workers);
        return this;
    }

    Sharding sharding() {
        return sharding;
    }

    @Nullable
    Path resume() {
        return resume;
    }

    int batchSize() {
        return batchSize == null ? 32 : batchSize;
    }

    boolean hasBatchSize() {
        return batchSize != null;
    }

    TrainingOptions trainingOptions() {
        return new TrainingOptions(
                epochs, verbose, stepsPerEpoch, validationSteps, validationFreq, classWeight, sharding);
    }

    List<Callback> callbacks() {
        return callbacks;
    }

    double validationSplit() {
        return validationSplit;
    }

    @Nullable
    Batches validationBatches() {
        return validationBatches;
    }

    List<Tensor> validationX() {
        return validationX;
    }

    List<Tensor> validationY() {
        return validationY;
    }

    List<Tensor> validationWeight() {
        return validationWeight;
    }

    /** Whether {@link #shuffle(boolean)} has been called. */
    boolean hasShuffle() {
        return shuffle != null;
    }

    boolean shuffle() {
        return shuffle == null || shuffle;
    }

    List<Tensor> sampleWeight() {
        return sampleWeight;
    }

    int initialEpoch() {
        return initialEpoch;
    }

    @Nullable
    Integer stepsPerEpoch() {
        return stepsPerEpoch;
    }

    int validationBatchSize() {
        return validationBatchSize == null ? batchSize() : validationBatchSize;
    }
}
