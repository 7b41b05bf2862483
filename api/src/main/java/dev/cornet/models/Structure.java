package dev.cornet.models;

import dev.cornet.backend.WorkerPool;
import dev.cornet.config.Registry;
import dev.cornet.graph.Executor;
import dev.cornet.graph.Graph;
import dev.cornet.graph.LossHead;
import dev.cornet.graph.Plan;
import dev.cornet.nn.Layer;
import dev.cornet.nn.RecurrentState;
import dev.cornet.nn.RecurrentStates;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightsLock;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * A model's network as it stands between two changes of its structure: the graph with its plan, what compile settles for its outputs, and
 * memory of runs for those that follow. A run of fit, evaluate or predict keeps the one with which it began, so that a change of the model
 * in another thread reaches the runs that begin later, and those only.
 */
final class Structure {
    private static final Runnable NOTHING = () -> {};

    private final Model model;
    private final Graph graph;
    private final ConcurrentLinkedDeque<Executor> runners = new ConcurrentLinkedDeque<>();
    private final Map<MaskShapes, Plan> plans = new HashMap<>();
    private volatile @Nullable Plan unmasked;
    private @Nullable TrainingSetup compiled;
    private @Nullable WeightsLock weights;
    private volatile @Nullable Integer rebuilt;
    private volatile @Nullable List<Layer> ofUsers;
    private volatile @Nullable List<RecurrentState> carried;
    private volatile boolean predictionsChangeStates;

    Structure(Model model, Graph graph) {
        this.model = model;
        this.graph = graph;
    }

    Graph graph() {
        return graph;
    }

    /** The plan where no mask comes with the inputs. */
    Plan plan() {
        Plan made = unmasked;
        if (made == null) {
            made = plan(new MaskShapes(List.of()));
            unmasked = made;
        }
        return made;
    }

    /** The plan where these masks come with the inputs, null for none; an empty list where none has one. */
    Plan plan(List<@Nullable Tensor> masks) {
        for (Tensor mask : masks) {
            if (mask != null) {
                return plan(MaskShapes.of(masks));
            }
        }
        return plan();
    }

    private synchronized Plan plan(MaskShapes masks) {
        return plans.computeIfAbsent(masks, seen -> new Plan(graph, seen.ofSample()));
    }

    /** The shape of each input's mask without its batch axis, null for none; an empty list where no input has one. */
    private record MaskShapes(List<@Nullable Shape> ofSample) {
        static MaskShapes of(List<@Nullable Tensor> masks) {
            List<@Nullable Shape> shapes = new ArrayList<>();
            masks.forEach(mask -> shapes.add(mask == null ? null : mask.shape().withoutBatch()));
            return new MaskShapes(shapes);
        }
    }

    /** What {@code options} settle for the outputs. */
    synchronized TrainingSetup compiled(Compile options) {
        TrainingSetup made = compiled;
        if (made == null || made.given() != options) {
            made = new TrainingSetup(options, graph.outputs(), model.outputNames(graph));
            compiled = made;
        }
        return made;
    }

    /** The lock of all weights, those of nested models included. */
    synchronized WeightsLock weights() {
        WeightsLock made = weights;
        if (made == null) {
            List<Variable> all = graph.layers().stream()
                    .flatMap(layer -> layer.variables().stream())
                    .toList();
            made = new WeightsLock(model.describe(), all);
            weights = made;
        }
        return made;
    }

    /** True where a tree of this hash has been found to make the model again. */
    boolean isRebuilt(int hash) {
        Integer last = rebuilt;
        return last != null && last == hash;
    }

    /** Notes that a tree of this hash makes the model again. */
    void rebuilt(int hash) {
        rebuilt = hash;
    }

    void requireInputs(List<Tensor> xs) {
        model.requireInputs(graph.inputs(), xs);
    }

    /** Runs a batch forward; copies of what comes out. */
    Executor.Result forward(List<Tensor> inputs) {
        requireInputs(inputs);
        Executor runner = runner();
        try {
            return predict(runner, inputs, null, NOTHING).copy();
        } finally {
            giveBack(runner);
        }
    }

    /**
     * Runs a batch forward as {@code head} will measure it, beside those of other threads; where layers change states in predictions too, one
     * batch after the other.
     *
     * @param also what else reads the weights as they are then
     */
    Executor.Result predict(Executor runner, List<Tensor> inputs, @Nullable LossHead head, Runnable also) {
        WeightsLock held = weights();
        if (!predictionsChangeStates) {
            held.lockToRead();
            try {
                Executor.Result result = runner.predict(inputs, head);
                if (!result.changesShared()) {
                    also.run();
                    result.commit();
                    return result;
                }
            } finally {
                held.unlockAfterReading();
            }
            predictionsChangeStates = true; // nothing has been changed yet: once more, alone
        }
        held.lockToWrite();
        try {
            Executor.Result result = runner.predict(inputs, head);
            also.run();
            result.commit();
            return result;
        } finally {
            held.unlockAfterWriting();
        }
    }

    /** Takes the states of stateful layers for a call of {@code verb}; null where there are none. */
    @Nullable
    RecurrentStates carry(String verb) {
        return RecurrentStates.take(model.describe(), verb, carried());
    }

    private List<RecurrentState> carried() {
        List<RecurrentState> known = carried;
        if (known == null) {
            known = graph.layers().stream()
                    .flatMap(layer -> layer.carried().stream())
                    .toList();
            carried = known;
        }
        return known;
    }

    /** Runs what reads the weights, and more than once the same, while no thread changes them by training or loading. */
    void whileWeightsStay(Runnable reading) {
        WeightsLock held = weights();
        held.lockToRead();
        try {
            reading.run();
        } finally {
            held.unlockAfterReading();
        }
    }

    /** Refuses options of users' layers that were set since they were built: their methods need not end in what refuses that itself. */
    private void requireOptionsAsBuilt() {
        List<Layer> own = ofUsers;
        if (own == null) {
            List<Layer> found = new ArrayList<>();
            collect(graph.layers(), found);
            own = List.copyOf(found);
            ofUsers = own;
        }
        own.forEach(Layer::requireOptionsAsBuilt);
    }

    private static void collect(List<Layer> layers, List<Layer> found) {
        for (Layer layer : layers) {
            if (!(layer instanceof Model) && Registry.moduleOf(layer.getClass()) == null) {
                found.add(layer);
            }
            collect(layer.sublayers(), found);
        }
    }

    Executor runner() {
        requireOptionsAsBuilt();
        Executor kept = runners.poll();
        Executor runner = kept != null ? kept : new Executor(plan());
        runner.precision(model.precision());
        return runner;
    }

    void giveBack(Executor runner) {
        if (runners.size() < 2 * WorkerPool.shared().threads()) {
            runners.push(runner);
        }
    }
}
