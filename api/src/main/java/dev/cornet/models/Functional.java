package dev.cornet.models;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.graph.Graph;
import dev.cornet.graph.GraphInterpreter;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.LayerGraph;
import dev.cornet.nn.Node;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RecurrentState;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.SubgraphLayer;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Value;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.training.ModelRuntime;
import dev.cornet.training.TrainableModel;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A layer that consists of a graph of layers: the part of {@link Model} without compile, training and files. */
public abstract class Functional extends Fluent<Model> implements SubgraphLayer {
    private final TrainableModel trainableModel = new ModelInTraining((Model) this);
    private volatile @Nullable LazyRuntime lazyRuntime;
    private List<String> outputNames = List.of();

    Functional() {}

    /**
     * A {@link ModelRuntime} that is created at its first use, so that adding many layers one after another does not build a graph after
     * each.
     */
    private static final class LazyRuntime {
        private final TrainableModel model;
        private final Supplier<Graph> graphSupplier;
        private @Nullable ModelRuntime runtime;

        LazyRuntime(TrainableModel model, Supplier<Graph> graphSupplier) {
            this.model = model;
            this.graphSupplier = graphSupplier;
        }

        synchronized ModelRuntime runtime() {
            ModelRuntime created = runtime;
            if (created == null) {
                created = new ModelRuntime(model, graphSupplier.get());
                runtime = created;
            }
            return created;
        }
    }

    /** Sets the graph, which the supplier creates when it is first needed; null while the shape of the input is unknown. */
    final void setGraph(@Nullable Supplier<Graph> graphSupplier) {
        lazyRuntime = graphSupplier == null ? null : new LazyRuntime(trainableModel, graphSupplier);
    }

    /** This model as the training loop uses it. */
    final TrainableModel trainableModel() {
        return trainableModel;
    }

    private @Nullable ModelRuntime runtimeOrNull() {
        LazyRuntime current = lazyRuntime;
        return current == null ? null : current.runtime();
    }

    /** The runtime of the current graph; throws if the input shape is not known yet. */
    final ModelRuntime runtime() {
        ModelRuntime current = runtimeOrNull();
        if (current == null) {
            throw new CornetException(describe()
                    + (layers().isEmpty()
                            ? ": the model has no layers yet; add some, as by model.add(new Dense(10))."
                            : ": the shape of its input is not known yet. Start with Input.of(…), give the first layer"
                                    + " an inputShape(…), or fit it to data."));
        }
        return current;
    }

    /** The graph of this model; throws if the shape of its input is not known yet. */
    @Override
    public LayerGraph graph() {
        return runtime().graph();
    }

    /** Whether the shape of the input is known and the weights exist. */
    @Override
    public boolean isBuilt() {
        return lazyRuntime != null;
    }

    /** The layers in the order of Keras' {@code model.layers}. */
    public List<Layer> layers() {
        return graph().layers();
    }

    @Override
    protected List<Layer> sublayers() {
        ModelRuntime current = runtimeOrNull();
        return current == null ? List.of() : current.graph().layers();
    }

    /** The variables of all layers, each once even if two inner models share a layer. */
    @Override
    public List<Variable> variables() {
        return List.copyOf(new LinkedHashSet<>(super.variables()));
    }

    @Override
    protected List<RecurrentState> recurrentStates() {
        return sublayers().stream()
                .flatMap(layer -> LayerAccess.recurrentStates(layer).stream())
                .toList();
    }

    /** Resets the states of the stateful layers to their initial value. */
    @Override
    public void resetState() {
        super.resetState();
    }

    /** The layer with the given name. */
    public Layer getLayer(String name) {
        return layers().stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new OptionException(describe() + ": no layer is named \"" + name + "\"; there are "
                        + String.join(", ", layers().stream().map(Layer::name).toList())));
    }

    /** The layer at an index of {@link #layers}; −1 is the last one. */
    public Layer getLayer(int index) {
        List<Layer> all = layers();
        int at = index < 0 ? index + all.size() : index;
        if (at < 0 || at >= all.size()) {
            throw new OptionException(describe() + ": there is no layer " + index + "; the model has " + all.size()
                    + (all.size() == 1 ? " layer" : " layers") + ", counted from 0, or from -1 backwards");
        }
        return all.get(at);
    }

    @Override
    public Symbol input() {
        return graph().inputs().get(0);
    }

    @Override
    public Symbol output() {
        return graph().outputs().get(0);
    }

    public List<Symbol> inputs() {
        return graph().inputs();
    }

    public List<Symbol> outputs() {
        return graph().outputs();
    }

    /**
     * Sets the names of the outputs, for a model whose outputs form a dictionary in Keras. By default an output has the name of its layer.
     */
    final void nameOutputs(List<String> names) {
        outputNames = List.copyOf(names);
    }

    /** Whether the outputs have been named by {@link #nameOutputs}. */
    final boolean hasNamedOutputs() {
        return !outputNames.isEmpty();
    }

    /**
     * The names of the outputs, in the order of {@link #outputs}: in the arguments of compile, and in the names of losses and metrics, as
     * "mean_loss".
     *
     * <p>An output has the name of its layer, so that all outputs of one layer have the same name, and an entry of a map in the arguments
     * of compile is for each of them, as in Keras. {@code new Model(x, Map.of("mean", m, "deviation", d))} gives each a name of its own.
     * Such a model has its outputs in the order of their names, whatever the order of the map, as has a dictionary in Keras: targets and
     * predictions have that order too, which {@link #perOutput} makes.
     */
    public final List<String> outputNames() {
        return outputNames(runtime().graph());
    }

    /**
     * Values by the names of the outputs, as targets, sample weights or metrics, in the order of the outputs: {@code fit(List.of(x),
     * model.perOutput(Map.of("mean", m, "deviation", d)), new Fit())}. Throws unless there is one for each output.
     */
    public final <T> List<T> perOutput(Map<String, T> byName) {
        List<String> names = outputNames();
        Arguments.notNull(byName, "Model.perOutput", "byName");
        if (!new HashSet<>(names).equals(byName.keySet()) || byName.size() != names.size()) {
            throw new OptionException(describe() + ": perOutput wants a value for each of the outputs "
                    + String.join(", ", names) + ", got " + String.join(", ", new TreeSet<>(byName.keySet())) + "."
                    + Compile.namesHint(names));
        }
        return names.stream().map(byName::get).toList();
    }

    final List<String> outputNames(Graph graph) {
        return hasNamedOutputs()
                ? outputNames
                : graph.outputs().stream().map(o -> o.node().operation().name()).toList();
    }

    /** "Functional", the name of Keras' class for models defined by inputs and outputs. */
    @Override
    protected String typeName() {
        return "Functional";
    }

    // ---- implementation of Layer

    @Override
    protected List<Value> outputs(List<Value> ins) {
        requireShape(
                ins.stream().allMatch(in -> in.shape().rank() > 0),
                "wants inputs of at least one axis, the rows; got a single number");
        LayerAccess.buildOrCheck(
                this,
                ins.stream()
                        .map(in -> in.isRows() ? in.shape() : in.shape().with(0, -1))
                        .toList());
        return graph().outputs(ins);
    }

    @Override
    protected List<Shape> outputShapes(List<Shape> ins) {
        List<Shape> own = inputs().stream().map(Symbol::shape).toList();
        requireShape(
                own.equals(ins),
                "expected inputs of shapes %s, got %s. Bring them to these shapes first, or create the inner model again.",
                Shape.samples(own),
                Shape.samples(ins));
        return outputs().stream().map(Symbol::shape).toList();
    }

    @Override
    protected Outputs run(List<Tensor> xs, Pass pass) {
        return GraphInterpreter.run(runtime().plan(pass.masks()), xs, pass);
    }

    @Override
    protected boolean runsAsGraph() {
        return true;
    }

    /** The most demanding of the row uses of the inner calls. */
    @Override
    protected RowUse rowUse(boolean training) {
        if (!isBuilt()) {
            return RowUse.SLICES;
        }
        return graph().nodes().stream()
                .map(node -> RowUse.required(
                        LayerAccess.rowUse(
                                node.operation(),
                                Objects.requireNonNullElse(node.call().training(), training)),
                        LayerAccess.describe(node.operation())))
                .max(Comparator.naturalOrder())
                .orElse(RowUse.SLICES);
    }

    @Override
    protected boolean mixesWithinShards() {
        return isBuilt()
                && graph().nodes().stream()
                        .map(Node::operation)
                        .allMatch(inner -> LayerAccess.rowUse(inner, true) != RowUse.MIXES
                                || LayerAccess.mixesWithinShards(inner));
    }

    @Override
    protected @Nullable String lastActivation() {
        ModelRuntime current = runtimeOrNull();
        return current == null
                ? null
                : LayerAccess.lastActivation(
                        current.graph().outputs().get(0).node().operation());
    }

    // ---- checks of data

    final void requireInputs(List<Tensor> xs) {
        runtime().requireInputs(xs);
    }
}
