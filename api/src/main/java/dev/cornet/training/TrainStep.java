package dev.cornet.training;

import dev.cornet.data.Batch;
import dev.cornet.graph.BatchResult;
import dev.cornet.graph.Executor;
import dev.cornet.nn.RecurrentStates;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.FullBatchOptimizer;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.random.RandomStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The training steps of one call of fit or trainOnBatch. A step consists of: forward, on slices of the batch where possible → loss and its
 * gradient → backward, into partial sums of the weights' gradients → reduction of the partial sums → metrics → optimizer.
 */
public final class TrainStep {
    private final TrainableModel model;
    private final ModelRuntime runtime;
    private final TrainingSetup setup;
    private final Map<Integer, Double> classWeight;
    private final Optimizer optimizer;
    private final @Nullable ShardedStep shardedStep;

    /** Whether a step has claimed the optimizer for the model. */
    private boolean hasClaimed;

    /**
     * The layers of the model must not change until the training has ended.
     *
     * @param classWeight the weight of each class' samples in the loss; 1 for classes not named
     */
    public TrainStep(
            TrainableModel model, ModelRuntime runtime, TrainingSetup setup, Map<Integer, Double> classWeight) {
        this(model, runtime, setup, classWeight, Sharding.NONE);
    }

    TrainStep(
            TrainableModel model,
            ModelRuntime runtime,
            TrainingSetup setup,
            Map<Integer, Double> classWeight,
            Sharding sharding) {
        this.model = model;
        this.runtime = runtime;
        this.setup = setup;
        this.classWeight = classWeight;
        this.optimizer = model.optimizer();
        this.shardedStep = sharding.shards() == 1 ? null : new ShardedStep(runtime, setup.outputLosses(), sharding);
        optimizer.requireMayTrain(model.identity(), model.describe(), this::weights);
    }

    Optimizer optimizer() {
        return optimizer;
    }

    private List<Variable> weights() {
        return runtime.plan().trainable();
    }

    /** Runs one step outside fit; returns the loss and metrics of the batch, in the order in which Keras lists them. */
    public Map<String, Double> trainOnBatch(Batch batch) {
        RunMetrics runMetrics = setup.acquireRunMetrics();
        try (RecurrentStates states = runtime.acquireStates("train on a batch")) {
            return run(batch, 0, 0, List.of(), runMetrics);
        } finally {
            setup.releaseRunMetrics(runMetrics);
        }
    }

    /**
     * Runs step {@code step} of epoch {@code epoch}. If the loss, a gradient or a new state is not finite, the model stays as it is, and an
     * exception is thrown unless a listener handles this case.
     *
     * @return loss and metrics since the reset of {@code runMetrics}, this batch included, in the order in which Keras lists them
     */
    Map<String, Double> run(
            Batch unweighted, int epoch, int step, List<? extends TrainingListener> listeners, RunMetrics runMetrics) {
        runtime.requireInputs(unweighted.inputs());
        Batch batch = classWeight.isEmpty()
                ? unweighted
                : ClassWeights.apply(
                        unweighted,
                        classWeight,
                        runtime.graph().outputs().get(0).shape().withoutBatch());
        Executor executor = runtime.acquireExecutor();
        runtime.weightsLock().lockToWrite();
        try {
            RandomStream random = new RandomStream(model.seed()).foldIn(optimizer.steps());
            LossAndGradients lossAndGradients = shardedStep == null
                    ? new BatchLossAndGradients(executor, batch, random, runMetrics)
                    : shardedStep.lossAndGradients(executor, batch, random, runMetrics);
            double loss = lossAndGradients.compute();
            BatchResult result = lossAndGradients.result();
            // A loss that is finite only as a double has gradients beyond the range of float32.
            boolean lossIsFinite = Float.isFinite((float) loss);
            Variable invalid = lossIsFinite ? firstInvalid(lossAndGradients, result) : null;
            if (!lossIsFinite || invalid != null) {
                if (listeners.stream().noneMatch(TrainingListener::handlesInvalidLoss)) {
                    throw InvalidLoss.exception(loss, invalid, batch, epoch, step);
                }
                // NaN or infinity, so that no listener takes the epoch's loss for a good value
                lossAndGradients.updateMetrics(invalid == null ? (float) loss : Double.NaN);
                return runMetrics.inKerasOrder();
            }
            BatchResult safe = result.withSafeUpdates();
            lossAndGradients.updateMetrics(loss); // before a line search overwrites the result
            Map<String, Double> logs = runMetrics.inKerasOrder(); // before a weight changes: a user's metric may throw
            applyGradients(lossAndGradients, loss);
            safe.commit(); // last, since nothing throws after this point
            if (optimizer instanceof FullBatchOptimizer<?> fullBatch && fullBatch.converged()) {
                model.stopTraining(true);
            }
            return logs;
        } finally {
            runtime.weightsLock().unlockAfterWriting();
            runtime.releaseExecutor(executor);
        }
    }

    /** Runs the optimizer's step. The first step that succeeds claims the optimizer for the model. */
    private void applyGradients(LossAndGradients lossAndGradients, double loss) {
        boolean isNew = !hasClaimed && optimizer.claimFor(model.identity(), model.describe(), this::weights);
        try {
            optimizer.step(lossAndGradients.weights(), lossAndGradients.gradients(), loss, lossAndGradients);
            hasClaimed = true;
        } finally {
            if (isNew && !hasClaimed) {
                optimizer.release();
            }
        }
    }

    /** The first weight whose gradient, or state whose new value, the optimizer cannot use; null if there is none. */
    private @Nullable Variable firstInvalid(LossAndGradients lossAndGradients, BatchResult result) {
        Variable weight = lossAndGradients.firstInvalid(optimizer);
        return weight == null ? result.nonFiniteState() : weight;
    }
}
