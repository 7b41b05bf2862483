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
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A layer is its options plus its weights; a pass is everything else.
 *
 * <p>A subclass states its options as {@link Option} fields with Keras' names and defaults, a constructor without arguments (it may be
 * private) for reading saved models, and four methods: {@link #validate}, {@link #build}, {@link #outputShape}, {@link #forward}.
 * Shapes are per sample. After {@code build} no field is written any more: what backward needs lives in the closure that forward
 * returns. So one instance can serve slices of a batch in parallel, several places of a network, and any number of threads.
 *
 * <p>Layers of several inputs extend {@link Merge}; the option methods here return the layer's own type in subclasses of {@link Fluent}.
 */
public abstract class Layer implements Configurable {
    private static final Pattern NAME = Pattern.compile("[^/:]*[^/:\\s][^/:]*");
    private static final AtomicLong BORN = new AtomicLong();

    static {
        Backends.prepare(); // whoever makes layers will compute
    }

    final WeightsLock.OfLayer weightsLock = new WeightsLock.OfLayer();

    @Option
    private @Nullable String name;

    @Option
    private boolean trainable = true;

    @Option
    @SuppressWarnings({"unused", "FieldCanBeFinal"}) // one choice so far; it is saved with the layer
    private DType dtype = DType.FLOAT32;

    private final long creationIndex = BORN.getAndIncrement();
    private final List<Variable> variables = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private @Nullable Shape declaredInputShape;
    private @Nullable List<Shape> builtFor;
    private @Nullable FixedOptions fixed;

    // ---- what an author writes

    /** Refuses options outside their range, by {@link #require}. */
    protected void validate() {}

    /** Makes the weights for samples of shape {@code in}, by {@link #weight} and {@link #nonTrainableWeight}. */
    protected void build(Shape in) {}

    /** The shape of an output sample. */
    protected Shape outputShape(Shape in) {
        return in;
    }

    /** y for a batch x (batch, …), and the way back. */
    protected abstract Output forward(Tensor x, Pass pass);

    /**
     * Returns whether a training step must give this layer the whole batch at once: its samples depend on each other (batch statistics), or
     * it distributes its own work over the threads. Default: false, the batch may be cut into slices.
     */
    public boolean needsWholeBatch() {
        return false;
    }

    /** True when the mask of the (first) input holds for the output too; default false, then a mask ends here, as in Keras. */
    protected boolean supportsMasking() {
        return false;
    }

    /**
     * True for a layer that computes with the masks of its inputs. Behind a layer that neither does nor {@link #supportsMasking} nobody sees
     * the mask, which is told to the user, as in Keras.
     */
    public boolean readsMask() {
        return false;
    }

    /** The shape of the output's mask for one sample, given those of the inputs and of their masks; null where there is none. */
    public @Nullable Shape maskShape(List<Shape> ins, List<@Nullable Shape> masks) {
        return supportsMasking() && !masks.isEmpty() ? masks.get(0) : null;
    }

    /** The mask of the output, 1 where a step counts and 0 where it does not; asked where {@link #maskShape} tells a shape. */
    public Tensor mask(List<Tensor> xs, Pass pass) {
        return Arguments.given(pass.mask(), describe() + ": the mask (of mask(xs, pass), to be overridden)");
    }

    /** How many of the outputs, from the first on, the mask holds for. */
    public int maskedOutputs() {
        return 1;
    }

    /** Keras' name of the call's argument that takes the inputs behind the first one; null where all inputs are one list. */
    public @Nullable String inputArgumentNames() {
        return null;
    }

    /** Keras' name of the activation that ends this layer ("softmax"), where it is applied by {@link Pass#activate}; null if none. */
    public @Nullable String lastActivation() {
        return null;
    }

    /** Layers inside this one, as a wrapper or a model has them. */
    public List<Layer> sublayers() {
        return List.of();
    }

    /** A new trainable weight. */
    protected final Variable weight(String name, Shape shape, Initializer initializer) {
        return add(name, shape, initializer, false, null, null);
    }

    /** A new trainable weight with its penalty and its projection. */
    protected final Variable weight(
            String name,
            Shape shape,
            Initializer initializer,
            @Nullable Regularizer regularizer,
            @Nullable Constraint constraint) {
        return add(name, shape, initializer, false, regularizer, constraint);
    }

    /** A new statistic: saved with the weights, changed by {@link Pass#assignAfterStep}, never trained. */
    protected final Variable nonTrainableWeight(String name, Shape shape, Initializer initializer) {
        return add(name, shape, initializer, true, null, null);
    }

    private Variable add(
            String name,
            Shape shape,
            Initializer initializer,
            boolean state,
            @Nullable Regularizer regularizer,
            @Nullable Constraint constraint) {
        require(
                variables.stream().noneMatch(known -> known.name().equals(name)),
                "has a weight \"%s\" already; give each a name of its own, and make them in build alone",
                name);
        Variable variable = new Variable(
                this, name, Variable.first(this, name, shape, initializer), state, regularizer, constraint);
        variables.add(variable);
        return variable;
    }

    /** Throws an {@link OptionException} that names this layer unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new OptionException(describe() + ": " + String.format(Locale.ROOT, format, arguments));
        }
    }

    /** Throws a {@link ShapeException} that names this layer unless {@code condition} holds. */
    protected final void requireShape(boolean condition, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new ShapeException(describe() + ": " + String.format(Locale.ROOT, format, arguments));
        }
    }

    /** What the layer carries from one batch to the next; such a layer sees the whole batch and stands in one place of a model. */
    public List<RecurrentState> carried() {
        return List.of();
    }

    // ---- options that every layer has

    /** The name in summaries, files and messages; unique in a model. Default: the class in snake case, numbered. */
    public Layer named(String name) {
        if (!nodes.isEmpty() && this.name != null && !this.name.equals(name)) {
            throw new OptionException(describe()
                    + ": the name is in use by a model and cannot change any more. Name layers before adding them.");
        }
        if (!NAME.matcher(Arguments.given(name, describe() + ": the name")).matches()) {
            throw new OptionException(describe() + ": a name must not be empty nor contain '/' or ':', got \"" + name
                    + "\". Write '_' instead.");
        }
        this.name = name;
        return this;
    }

    /** The shape of a sample, for the first layer of a Sequential model: {@code inputShape(28, 28, 1)}. */
    public Layer inputShape(int... dims) {
        List<Shape> shape = List.of(Shape.of(dims));
        require(builtFor == null || builtFor.equals(shape), "inputShape cannot change, it was built for %s", builtFor);
        declaredInputShape = shape.get(0);
        return this;
    }

    /** Freezes (false) or frees the weights of this layer and of all layers inside it; takes effect at once, with the next step. */
    public Layer trainable(boolean trainable) {
        new WeightsLock(describe(), variables()).change(() -> {
            this.trainable = trainable;
            sublayers().forEach(layer -> layer.trainable(trainable));
        });
        return this;
    }

    /** The same as {@link #trainable(boolean)}, for those who come from {@code layer.trainable = False}. */
    public final void setTrainable(boolean trainable) {
        trainable(trainable);
    }

    /** Lets stateful layers, this one or those inside it, begin anew with the next batch. */
    public final void resetState() {
        RecurrentStates.reset(describe(), carried());
    }

    // ---- what a model asks

    public final boolean trainable() {
        return trainable;
    }

    /** The name; before a model has given one, the class in snake case. */
    public final String name() {
        return name != null ? name : KerasNames.snake(typeName());
    }

    public final boolean isNamed() {
        return name != null;
    }

    /** The class as people call it, as {@code Conv2D}; of a class without a name the one that it extends. */
    public String typeName() {
        return KerasNames.of(getClass());
    }

    /** {@code dense_2 (Dense)}, or {@code Dense} while it has no name. */
    public final String describe() {
        return name != null ? name + " (" + typeName() + ")" : typeName();
    }

    /** A number that grows with each layer made: the order in which a model hands out names. */
    public final long creationIndex() {
        return creationIndex;
    }

    public final @Nullable Shape declaredInputShape() {
        return declaredInputShape;
    }

    public final boolean isBuilt() {
        return builtFor != null;
    }

    /** The shapes of an input sample, as given when the layer was built. */
    public final List<Shape> inputShapes() {
        if (builtFor == null) {
            throw new CornetException(
                    describe() + ": not built yet, its input shape is unknown. Give the model an input shape or data.");
        }
        return builtFor;
    }

    /** All weights and states of this layer and of those inside it, in the order in which they were made. */
    public List<Variable> variables() {
        List<Variable> all = new ArrayList<>(variables);
        sublayers().forEach(layer -> all.addAll(layer.variables()));
        return Collections.unmodifiableList(all);
    }

    /** The number of values in all weights and states; refused, as in Keras, while the layer is not built. */
    public final long countParams() {
        return LayerChecks.countParams(this);
    }

    /** Copies of the values of {@link #variables}, those of a whole number of steps while another thread trains them. */
    public final List<Tensor> getWeights() {
        return WeightsLock.copies(describe(), variables());
    }

    /** Sets the values of {@link #variables}, between the batches of other threads; all shapes are checked before any value changes. */
    public final void setWeights(List<Tensor> values) {
        Arguments.all(values, "setWeights: values");
        List<Variable> targets = variables();
        LayerChecks.requireWeights(this, targets, values);
        new WeightsLock(describe(), targets)
                .change(() -> IntStream.range(0, values.size())
                        .forEach(i -> targets.get(i).assign(values.get(i))));
    }

    /** Sets the values of {@link #variables}. */
    public final void setWeights(Tensor... values) {
        setWeights(Arguments.all(values, "setWeights: values"));
    }

    @Override
    public final void check() {
        validate();
    }

    // ---- the list-to-list form that the engine runs; Merge and Model override it

    /** Builds the layer for inputs of these shapes the first time, checks later ones against it, and tells the outputs' shapes. */
    public final List<Shape> buildOrCheck(List<Shape> ins) {
        if (builtFor == null) {
            OptionChecks.requireGiven(this, describe());
            validate();
            List<Shape> outs = LayerChecks.built(this, LayerChecks.sized(this, ins, () -> buildAll(ins)));
            builtFor = List.copyOf(ins);
            fixed = BuiltState.fix(this);
            return outs;
        }
        checkCompatible(builtFor, ins);
        return LayerChecks.sized(this, ins, () -> outputShapes(ins));
    }

    /** Makes the weights for inputs of these shapes and tells the outputs' shapes; Merge and Model have their own form. */
    protected List<Shape> buildAll(List<Shape> ins) {
        // first, so that a shape that is refused leaves no half-built layer
        List<Shape> outs = LayerChecks.sized(this, ins, () -> List.of(LayerChecks.given(this, outputShape(only(ins)))));
        build(only(ins));
        return outs;
    }

    /** The shapes of output samples. */
    protected List<Shape> outputShapes(List<Shape> ins) {
        return List.of(LayerChecks.given(this, outputShape(only(ins))));
    }

    /** Runs a batch; called by the engine, wrappers and tests. */
    public Outputs run(List<Tensor> xs, Pass pass) {
        return forward(only(xs), pass);
    }

    /** Runs a batch of one input. */
    public final Output call(Tensor x, Pass pass) {
        return forward(x, pass);
    }

    /** The input among inputs, for layers of one. */
    <T> T only(List<T> inputs) {
        if (inputs.size() != 1) {
            requireShape(false, "takes one input, got %d. Merge them first, by Add or Concatenate.", inputs.size());
        }
        return inputs.get(0);
    }

    /** Refuses options that were set after the layer was built, and undoes them: its weights and plans would not follow, a file would. */
    public final void requireOptionsAsBuilt() {
        BuiltState.requireUnchanged(this, fixed);
    }

    /** Refuses inputs for which the weights, made for {@code before}, are of the wrong shape. */
    protected void checkCompatible(List<Shape> before, List<Shape> ins) {
        BuiltState.requireSameLastAxis(this, before, ins);
    }

    /** This layer applied to symbols: {@code new Add().of(a, b)}. Builds the layer if it is new. */
    public Symbol of(Symbol... inputs) {
        return Node.apply(this, Arguments.all(inputs, "of: inputs")).outputs().get(0);
    }

    /** The places in graphs where this layer stands, in the order in which they were made. */
    public final List<Node> nodes() {
        return nodes;
    }

    /** What comes out of this layer, where it stands in one place: for models that look at inner layers. */
    public Symbol output() {
        return Node.only(this).outputs().get(0);
    }

    /** What goes into this layer, where it stands in one place and has one input. */
    public Symbol input() {
        return Node.only(this).inputs().get(0);
    }

    @Override
    public String toString() {
        return describe();
    }
}
