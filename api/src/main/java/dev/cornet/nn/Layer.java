package dev.cornet.nn;

import dev.cornet.backend.Backends;
import dev.cornet.config.Configurable;
import dev.cornet.config.DType;
import dev.cornet.config.FixedOptions;
import dev.cornet.config.KerasNames;
import dev.cornet.config.Option;
import dev.cornet.config.OptionChecks;
import dev.cornet.constraints.Constraint;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.initializers.Initializer;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The base class of all layers. A layer consists of its options and its weights; everything that changes during a run is in a {@link Pass}.
 *
 * <p>A subclass has {@link Option} fields with Keras' names and defaults, a constructor without arguments (it may be private) for reading
 * saved models, and four methods: {@link #validate}, {@link #build}, {@link #outputShapes}, {@link #run}. Shapes have the batch as axis 0,
 * of size −1. After {@code build} no field is written any more: values that backward needs are captured by the closure that run returns.
 * So one instance can process slices of a batch in parallel, be called at several nodes of a graph, and be used by any number of threads.
 *
 * <p>Most layers extend {@link UnaryLayer} (one input, one output) or {@link Merge} (several inputs, one output), whose methods take and
 * return single shapes and tensors. In subclasses of {@link Fluent} the option methods return the layer's own type.
 */
public abstract class Layer extends Operation implements Configurable, WeightOwner {
    private static final AtomicLong NEXT_INDEX = new AtomicLong();

    static {
        Backends.loadInBackground(); // a program that creates layers will need the backend
    }

    @Option
    private @Nullable String name;

    @Option
    private boolean trainable = true;

    @Option
    @SuppressWarnings({"unused", "FieldCanBeFinal"}) // only one choice so far; saved with the layer
    private DType dtype = DType.FLOAT32;

    private final long creationIndex = NEXT_INDEX.getAndIncrement();
    private final LayerWeights weights = new LayerWeights(this, this::describe);
    final SnapshotList<Node> nodes = new SnapshotList<>();
    private @Nullable Shape declaredInputShape;
    private volatile @Nullable List<Shape> builtFor; // written last, so a thread that reads it sees the whole layer

    @Nullable
    FixedOptions builtOptions;

    // ---- methods for subclasses to override

    /** Checks the options, by {@link #require}. */
    protected void validate() {}

    /**
     * Creates the weights for inputs of these shapes, by {@link #weight} and {@link #nonTrainableWeight}. Called once, after
     * {@link #outputShapes}. If it throws, the weights are discarded, and it is called again when the layer is next applied.
     */
    protected void build(List<Shape> ins) {}

    /** Returns the shapes of the outputs for inputs of these shapes; throws if they do not fit. */
    protected abstract List<Shape> outputShapes(List<Shape> ins);

    /** Returns whether the mask of the (first) input is also that of the output. Default: false, the output has no mask, as in Keras. */
    protected boolean supportsMasking() {
        return false;
    }

    /** Returns whether the layer computes with the masks of its inputs. The engine warns if it neither does so nor passes a mask on. */
    protected boolean readsMask() {
        return false;
    }

    /**
     * Returns the mask of the output and how it is computed, given the shapes of the inputs and of their masks; null for no mask. Default:
     * with {@link #supportsMasking} the mask of the first input. A layer with a mask of its own overrides this method alone: {@code return
     * new OutputMask(ins.get(0).range(0, 2), (xs, pass) -> …)}.
     */
    protected @Nullable OutputMask computeMask(List<Shape> ins, List<@Nullable Shape> masks) {
        Shape mask = supportsMasking() && !masks.isEmpty() ? masks.get(0) : null;
        return mask == null ? null : OutputMask.ofInput(mask);
    }

    /** Returns Keras' name of the call argument for the inputs after the first one ("initial_state"); null if all inputs form one list. */
    protected @Nullable String inputArgumentName() {
        return null;
    }

    @Override
    protected CallArguments arguments(int count) {
        String argument = inputArgumentName();
        return count > 1 && argument != null ? CallArguments.firstAndNamed(argument, count) : super.arguments(count);
    }

    /** Returns the inner layers of a wrapper or model. */
    protected List<Layer> sublayers() {
        return List.of();
    }

    /** Returns the states kept from one batch to the next. A layer with states runs on whole batches, and may be called once in a model. */
    protected List<RecurrentState> recurrentStates() {
        return List.of();
    }

    /** Creates a trainable weight. */
    protected final Variable weight(String name, Shape shape, Initializer initializer) {
        return weights.add(name, shape, initializer, false, null, null);
    }

    /** Creates a trainable weight with a regularizer and a constraint. */
    protected final Variable weight(
            String name,
            Shape shape,
            Initializer initializer,
            @Nullable Regularizer regularizer,
            @Nullable Constraint constraint) {
        return weights.add(name, shape, initializer, false, regularizer, constraint);
    }

    /** Creates a trainable weight with these options. */
    protected final Variable weight(String name, Shape shape, WeightOptions options) {
        Arguments.notNull(options, describe() + ": weight", "options");
        return weight(name, shape, options.initializer(), options.regularizer(), options.constraint());
    }

    /** Creates a state: a weight that is saved but never trained, and changes by {@link Pass#assignAfterStep}. */
    protected final Variable nonTrainableWeight(String name, Shape shape, Initializer initializer) {
        return weights.add(name, shape, initializer, true, null, null);
    }

    /** Throws an {@link OptionException} that names this layer unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new OptionException(describe() + ": " + OptionChecks.message(format, arguments));
        }
    }

    /** Throws a {@link ShapeException} that names this layer unless {@code condition} holds. */
    protected final void requireShape(boolean condition, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new ShapeException(describe() + ": " + OptionChecks.message(format, arguments));
        }
    }

    /** Returns the only one of the inputs or their shapes; throws a {@link ShapeException} if there are several. */
    protected final <T> T single(List<T> inputs) {
        if (inputs.size() != 1) {
            requireShape(false, "takes one input, got %d. Merge them first, by Add or Concatenate.", inputs.size());
        }
        return inputs.get(0);
    }

    // ---- options of every layer

    /** Sets the name for summaries, files and messages; unique in a model. Default: the class name in snake case, numbered. */
    public Layer named(String name) {
        if (!nodes().isEmpty() && this.name != null && !this.name.equals(name)) {
            throw new OptionException(describe()
                    + ": the name is in use by a model and cannot change any more. Name layers before adding them.");
        }
        LayerChecks.requireName(describe(), name);
        String before = this.name;
        BuildTransaction.onFailure(() -> this.name = before);
        this.name = name;
        return this;
    }

    /** Sets the shape of a sample, for the first layer of a Sequential model: {@code inputShape(28, 28, 1)}. */
    public Layer inputShape(int... dims) {
        Shape sample = Shape.of(dims);
        List<Shape> shapes = builtFor;
        require(
                shapes == null || shapes.equals(List.of(sample.withBatch(-1))),
                "inputShape cannot change, it was built for %s",
                LayerChecks.samples(shapes));
        declaredInputShape = sample;
        return this;
    }

    /** Freezes (false) or unfreezes the weights of this layer and of all inner layers, from the next training step on. */
    public Layer trainable(boolean trainable) {
        new WeightsLock(describe(), variables()).change(() -> {
            this.trainable = trainable;
            sublayers().forEach(layer -> layer.trainable(trainable));
        });
        return this;
    }

    /** Same as {@link #trainable(boolean)}; corresponds to Keras' {@code layer.trainable = False}. */
    public final void setTrainable(boolean trainable) {
        trainable(trainable);
    }

    /** Resets the states of this layer, or of its inner layers, to their initial value. Public in models and recurrent layers. */
    protected void resetState() {
        RecurrentStates.reset(describe(), recurrentStates());
    }

    // ---- methods for models

    @Override
    public final boolean trainable() {
        return trainable;
    }

    /** Returns the name; the class name in snake case if none has been set. */
    @Override
    public final String name() {
        return name != null ? name : KerasNames.snake(typeName());
    }

    final boolean isNamed() {
        return name != null;
    }

    /** Returns name and class for messages: {@code dense_2 (Dense)}, or {@code Dense} if it has no name. */
    @Override
    protected final String describe() {
        return name != null ? name + " (" + typeName() + ")" : typeName();
    }

    /** Returns a number that increases with each layer created: models number default names in this order. */
    final long creationIndex() {
        return creationIndex;
    }

    /** Returns the shape of a sample given to {@link #inputShape}; null if none was. */
    final @Nullable Shape declaredInputShape() {
        return declaredInputShape;
    }

    public boolean isBuilt() {
        return builtFor != null;
    }

    /** Returns the shape (batch, …) of each input for which the layer was built. */
    final List<Shape> inputShapes() {
        List<Shape> shapes = builtFor;
        if (shapes == null) {
            throw new CornetException(
                    describe() + ": not built yet, its input shape is unknown. Give the model an input shape or data.");
        }
        return shapes;
    }

    /** Returns all weights and states of this layer and of its inner layers, in the order of their creation. */
    @Override
    public List<Variable> variables() {
        List<Variable> all = new ArrayList<>(weights.all());
        sublayers().forEach(layer -> all.addAll(layer.variables()));
        return Collections.unmodifiableList(all);
    }

    /** Returns the number of values in all weights and states; throws, as Keras does, if the layer is not built. */
    public final long countParams() {
        return LayerChecks.countParams(describe(), hasAllWeights(), variables());
    }

    /** Returns whether all weights have been created: by this layer, or, if it only wraps other layers, by each of them. */
    private boolean hasAllWeights() {
        return isBuilt() || (!sublayers().isEmpty() && sublayers().stream().allMatch(Layer::hasAllWeights));
    }

    /** Returns copies of the values of {@link #variables}; training in another thread cannot change them meanwhile. */
    public final List<Tensor> getWeights() {
        return WeightsLock.copies(describe(), variables());
    }

    /** Sets the values of {@link #variables}, between the steps of other threads; checks all shapes before it changes any value. */
    public final void setWeights(List<Tensor> values) {
        Arguments.nonNullElements(values, "setWeights: values");
        List<Variable> targets = variables();
        LayerChecks.requireWeights(describe(), targets, values);
        new WeightsLock(describe(), targets)
                .change(() -> IntStream.range(0, values.size())
                        .forEach(i -> targets.get(i).assign(values.get(i))));
    }

    /** Sets the values of {@link #variables}. */
    public final void setWeights(Tensor... values) {
        setWeights(Arguments.nonNullElements(values, "setWeights: values"));
    }

    @Override
    public final void check() {
        validate();
    }

    // ---- methods for the engine

    /** Builds the layer for inputs of these shapes, or, if it is built, checks that they fit. Returns the shapes of the outputs. */
    final List<Shape> buildOrCheck(List<Shape> ins) {
        List<Shape> before = builtFor;
        return before == null ? BuildTransaction.run(() -> buildUnlessBuilt(ins)) : check(before, ins);
    }

    private List<Shape> declaredShapes(List<Shape> ins) {
        boolean hasRows =
                !ins.isEmpty() && !runsAsGraph(); // without inputs the value is SHARED, a model may give others
        return LayerChecks.outputShapes(describe(), shapeMethod(), hasRows, ins, () -> outputShapes(ins));
    }

    /** Returns the name of the method by which a subclass declares shapes, for messages. */
    String shapeMethod() {
        return "outputShapes";
    }

    private List<Shape> check(List<Shape> before, List<Shape> ins) {
        checkCompatible(before, ins);
        return declaredShapes(ins);
    }

    /** Builds the layer. If another thread has built it while this one waited for the transaction, checks that the inputs fit. */
    private List<Shape> buildUnlessBuilt(List<Shape> ins) {
        List<Shape> before = builtFor;
        if (before != null) {
            return check(before, ins);
        }
        int weightsBefore = weights.all().size();
        BuildTransaction.onFailure(() -> {
            builtFor = null;
            builtOptions = null;
            weights.truncate(weightsBefore);
        });
        OptionChecks.requireNonNullAndFinite(this, describe());
        validate();
        // before build: a shape that does not fit must not leave a half-built layer
        List<Shape> outs = declaredShapes(ins);
        LayerChecks.requireArraySize(describe(), ins, () -> {
            build(ins);
            return outs;
        });
        if (sublayers().isEmpty() && "softmax".equals(lastActivation())) {
            LayerChecks.warnOfConstantSoftmax(describe(), activationAxis(), outs);
        }
        builtOptions = BuiltLayerChecks.fixOptions(this, Layer::describe, weights.all(), List.copyOf(ins));
        builtFor = List.copyOf(ins);
        return outs;
    }

    /**
     * Builds the layer, or checks that the inputs fit. Default: all inputs must be of the same kind, which is also the kind of the outputs.
     * Axis 0 of a value without a batch axis is used as if it were the batch.
     */
    @Override
    protected List<Value> outputs(List<Value> ins) {
        ValueKind kind = LayerChecks.requireOneKind(describe(), ins);
        int rows = ins.isEmpty() ? -1 : ins.get(0).shape().dim(0);
        List<Shape> batches = ins.stream().map(in -> in.shape().with(0, -1)).toList();
        return buildOrCheck(batches).stream()
                .map(out -> new Value(ins.isEmpty() ? out : out.with(0, rows), kind))
                .toList();
    }

    /** Undoes options that were set after the layer was built, and throws: weights and plans would not follow the change. */
    final void requireOptionsAsBuilt() {
        BuiltLayerChecks.requireUnchanged(describe(), builtOptions, builtFor);
    }

    /** Throws if the weights, created for inputs of the shapes {@code before}, do not fit inputs of the shapes {@code ins}. */
    protected void checkCompatible(List<Shape> before, List<Shape> ins) {
        if (!variables().isEmpty()) {
            BuiltLayerChecks.requireSameLastAxis(describe(), before, ins);
        }
    }

    /** Returns the nodes of all calls of this layer, in the order of the calls. */
    final List<Node> nodes() {
        return nodes.snapshot();
    }

    /** Returns the output of a layer that has been called once, for models that expose inner layers. */
    public Symbol output() {
        return Node.single(this).outputs().get(0);
    }

    /** Returns the input of a layer that has been called once and has one input. */
    public Symbol input() {
        return Node.single(this).inputs().get(0);
    }

    @Override
    public String toString() {
        return describe();
    }
}
