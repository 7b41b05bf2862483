package dev.cornet.training;

import dev.cornet.backend.WorkerPool;
import dev.cornet.config.LibraryClasses;
import dev.cornet.graph.BatchResult;
import dev.cornet.graph.ExecutionPlan;
import dev.cornet.graph.Executor;
import dev.cornet.graph.Graph;
import dev.cornet.graph.LossHead;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.PlanBuilder;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.RecurrentState;
import dev.cornet.nn.RecurrentStates;
import dev.cornet.nn.SubgraphLayer;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightsLock;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects that all runs of a model share: the graph of its layers and, derived from it, the plans, a pool of executors and the lock of
 * the weights. Adding or removing a layer replaces this runtime. A run of fit, evaluate or predict keeps the runtime with which it began,
 * so a change made by another thread affects only later runs.
 */
public final class ModelRuntime {
    /** Separates the random streams of inference from those of training. */
    private static final long INFERENCE = -1;

    private static final RandomStream UNUSED = new RandomStream(0);
    private static final Runnable DO_NOTHING = () -> {};

    private final AtomicLong inferenceCalls = new AtomicLong();
    private final TrainableModel model;
    private final Graph graph;
    private final ConcurrentLinkedDeque<Executor> spareExecutors = new ConcurrentLinkedDeque<>();
    private final Map<MaskShapes, Plan> plans = new HashMap<>();
    private volatile @Nullable Plan unmaskedPlan;
    private @Nullable ExecutionPlan executionPlan;
    private @Nullable WeightsLock weightsLock;
    private volatile @Nullable List<Layer> userLayers;
    private volatile @Nullable List<RecurrentState> recurrentStates;
    private volatile boolean predictionsChangeStates;

    public ModelRuntime(TrainableModel model, Graph graph) {
        this.model = model;
        this.graph = graph;
    }

    public Graph graph() {
        return graph;
    }

    /** The plan for inputs without masks. */
    public Plan plan() {
        Plan plan = unmaskedPlan;
        if (plan == null) {
            plan = plan(new MaskShapes(List.of()));
            unmaskedPlan = plan;
        }
        return plan;
    }

    private synchronized ExecutionPlan executionPlan() {
        ExecutionPlan current = executionPlan;
        if (current == null) {
            current = new ExecutionPlan(plan());
            executionPlan = current;
        }
        return current;
    }

    /** The plan for inputs with the given masks, null for an input without one; an empty list if no input has one. */
    public Plan plan(List<@Nullable Tensor> masks) {
        for (Tensor mask : masks) {
            if (mask != null) {
                return plan(MaskShapes.of(masks));
            }
        }
        return plan();
    }

    private synchronized Plan plan(MaskShapes masks) {
        return plans.computeIfAbsent(masks, key -> PlanBuilder.plan(graph, key.shapes()));
    }

    /** The shape of each input's mask, null for none; an empty list if no input has a mask. */
    private record MaskShapes(List<@Nullable Shape> shapes) {
        static MaskShapes of(List<@Nullable Tensor> masks) {
            List<@Nullable Shape> shapes = new ArrayList<>();
            masks.forEach(mask -> shapes.add(mask == null ? null : mask.shape().with(0, -1)));
            return new MaskShapes(shapes);
        }
    }

    /** The type and the name of the model, for messages. */
    String describe() {
        return model.describe();
    }

    /** The variables of all layers. */
    List<Variable> variables() {
        return graph.layers().stream()
                .flatMap(layer -> layer.variables().stream())
                .toList();
    }

    /** The variables of all layers, and those that other operations read, which may belong to layers outside the model. */
    private List<Variable> allVariables() {
        Stream<Variable> read = plan().steps().stream().flatMap(step -> step.variables().stream());
        return Stream.concat(variables().stream(), read).toList();
    }

    /** The lock of all weights, including those of nested models and those that operations read. */
    public synchronized WeightsLock weightsLock() {
        WeightsLock lock = weightsLock;
        if (lock == null) {
            lock = new WeightsLock(describe(), allVariables());
            weightsLock = lock;
        }
        return lock;
    }

    public void requireInputs(List<Tensor> xs) {
        InputChecks.require(model, graph.inputs(), xs);
    }

    /**
     * Returns the random stream of the next call of predict or evaluate, derived from the seed of the model and the number of the call.
     * Only steps that run in training mode even in predictions draw from it.
     */
    public RandomStream nextCallRandom() {
        return plan().trainsInPrediction()
                ? new RandomStream(model.seed()).foldIn(INFERENCE).foldIn(inferenceCalls.getAndIncrement())
                : UNUSED; // without asking for the seed, since a seed that is not set would be drawn
    }

    /** Runs a batch forward and returns a copy of the result. */
    BatchResult forward(List<Tensor> inputs, RandomStream random) {
        requireInputs(inputs);
        Executor executor = acquireExecutor();
        try {
            return predict(executor, inputs, random, null, DO_NOTHING).copy();
        } finally {
            releaseExecutor(executor);
        }
    }

    /**
     * Runs a batch forward with the logits that {@code head} needs. Several threads may call this at once. But if a layer of the model
     * changes state variables during prediction, batches run one after another.
     *
     * @param reader a further task under the same lock, which therefore reads the same weights
     */
    BatchResult predict(
            Executor executor, List<Tensor> inputs, RandomStream random, @Nullable LossHead head, Runnable reader) {
        WeightsLock lock = weightsLock();
        if (!predictionsChangeStates) {
            lock.lockToRead();
            try {
                BatchResult result = executor.predict(inputs, random, head);
                if (!result.changesSharedState()) {
                    readAndCommit(result, reader);
                    return result;
                }
            } finally {
                lock.unlockAfterReading();
            }
            predictionsChangeStates = true; // nothing has been committed: run the batch again, with the write lock
        }
        lock.lockToWrite();
        try {
            BatchResult result = executor.predict(inputs, random, head);
            readAndCommit(result, reader);
            return result;
        } finally {
            lock.unlockAfterWriting();
        }
    }

    private static void readAndCommit(BatchResult result, Runnable reader) {
        BatchResult safe = result.withSafeUpdates();
        reader.run();
        safe.commit();
    }

    /** Acquires the states of stateful layers for this thread; returns null if there are none. */
    @Nullable
    RecurrentStates acquireStates(String method) {
        return RecurrentStates.acquire(describe(), method, recurrentStates());
    }

    private List<RecurrentState> recurrentStates() {
        List<RecurrentState> states = recurrentStates;
        if (states == null) {
            states = graph.layers().stream()
                    .flatMap(layer -> LayerAccess.recurrentStates(layer).stream())
                    .toList();
            recurrentStates = states;
        }
        return states;
    }

    /** Runs a task while no thread changes the weights by training or loading. */
    public void withWeightsReadLocked(Runnable reader) {
        WeightsLock lock = weightsLock();
        lock.lockToRead();
        try {
            reader.run();
        } finally {
            lock.unlockAfterReading();
        }
    }

    /**
     * Throws if an option of a user's layer, or of a component of a user's class, was changed after the layer was built; option methods of
     * built-in classes check that themselves.
     */
    private void requireOptionsAsBuilt() {
        List<Layer> layers = userLayers;
        if (layers == null) {
            List<Layer> found = new ArrayList<>();
            collectUserLayers(graph.layers(), found);
            layers = List.copyOf(found);
            userLayers = layers;
        }
        layers.forEach(LayerAccess::requireOptionsAsBuilt);
    }

    /** Adds to {@code found} the layers, nested layers included, that users define or that have components which users define. */
    private static void collectUserLayers(List<Layer> layers, List<Layer> found) {
        for (Layer layer : layers) {
            if (!(layer instanceof SubgraphLayer)
                    && (!LibraryClasses.contains(layer.getClass()) || LayerAccess.hasUserComponents(layer))) {
                found.add(layer);
            }
            collectUserLayers(LayerAccess.sublayers(layer), found);
        }
    }

    /** An executor for one batch: a released one, or a new one. */
    Executor acquireExecutor() {
        requireOptionsAsBuilt();
        Executor spare = spareExecutors.poll();
        Executor executor = spare != null ? spare : new Executor(executionPlan());
        executor.precision(model.precision());
        return executor;
    }

    void releaseExecutor(Executor executor) {
        if (spareExecutors.size() < 2 * WorkerPool.shared().threads()) {
            spareExecutors.push(executor);
        }
    }
}
