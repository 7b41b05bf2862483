package dev.cornet.models;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.graph.Graph;
import dev.cornet.graph.GraphInterpreter;
import dev.cornet.graph.Plan;
import dev.cornet.graph.SubgraphLayer;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RecurrentState;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A graph of layers that is a layer itself: the structure of a {@link Model}, without its training. */
public abstract class Functional extends Fluent<Model> implements SubgraphLayer {
    private volatile @Nullable Coming coming;
    private List<String> outputNames = List.of();

    Functional() {}

    /** A network that is put together when it is first asked for: a model of many layers is made by many changes, and used after the last. */
    private static final class Coming {
        private final Model model;
        private final Supplier<Graph> maker;
        private @Nullable Structure made;

        Coming(Model model, Supplier<Graph> maker) {
            this.model = model;
            this.maker = maker;
        }

        synchronized Structure structure() {
            Structure structure = made;
            if (structure == null) {
                structure = new Structure(model, maker.get());
                made = structure;
            }
            return structure;
        }
    }

    /** The graph from now on, to be made when it is needed; null where the input is not known. */
    final void setGraph(@Nullable Supplier<Graph> maker) {
        coming = maker == null ? null : new Coming((Model) this, maker);
    }

    private @Nullable Structure structureOrNull() {
        Coming known = coming;
        return known == null ? null : known.structure();
    }

    /** The network as it stands now, for a run that begins. */
    final Structure structure() {
        Structure built = structureOrNull();
        if (built == null) {
            throw new CornetException(describe()
                    + (layers().isEmpty()
                            ? ": the model has no layers yet; add some, as by model.add(new Dense(10))."
                            : ": the shape of its input is not known yet. Start with Input.of(…), give the first layer"
                                    + " an inputShape(…), or fit it to data."));
        }
        return built;
    }

    @Override
    public Graph graph() {
        return structure().graph();
    }

    /** True once the shape of the input is known and the weights exist. */
    public boolean isReady() {
        return coming != null;
    }

    final Plan plan() {
        return structure().plan();
    }

    /** The layers in Keras' order. */
    public List<Layer> layers() {
        return graph().layers();
    }

    @Override
    public List<Layer> sublayers() {
        Structure built = structureOrNull();
        return built == null ? List.of() : built.graph().layers();
    }

    /** Each once: two inner models may share a layer. */
    @Override
    public List<Variable> variables() {
        return List.copyOf(new LinkedHashSet<>(super.variables()));
    }

    @Override
    public List<RecurrentState> carried() {
        return sublayers().stream().flatMap(layer -> layer.carried().stream()).toList();
    }

    /** The layer of that name. */
    public Layer getLayer(String name) {
        return layers().stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new OptionException(describe() + ": no layer is named \"" + name + "\"; there are "
                        + String.join(", ", layers().stream().map(Layer::name).toList())));
    }

    /** The layer at a place in {@link #layers}; −1 is the last one. */
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

    /** Names the outputs by the keys of the dictionary that they are in Keras; they go by the names of their layers else. */
    final void nameOutputs(List<String> names) {
        outputNames = List.copyOf(names);
    }

    /** True where the outputs have names of their own. */
    final boolean namesOutputs() {
        return !outputNames.isEmpty();
    }

    /** What the outputs go by in compile and among what is measured. */
    final List<String> outputNames() {
        return outputNames(graph());
    }

    final List<String> outputNames(Graph graph) {
        return namesOutputs()
                ? outputNames
                : graph.outputs().stream().map(o -> o.node().layer().name()).toList();
    }

    /** "Functional", as Keras calls models made of symbols. */
    @Override
    public String typeName() {
        return "Functional";
    }

    // ---- as a layer

    @Override
    protected List<Shape> buildAll(List<Shape> ins) {
        return outputShapes(ins);
    }

    @Override
    protected List<Shape> outputShapes(List<Shape> ins) {
        List<Shape> own = inputs().stream().map(Symbol::shape).toList();
        requireShape(
                own.equals(ins),
                "expected inputs of shapes %s, got %s. Bring them to these shapes first, or make the inner model anew.",
                own,
                ins);
        return outputs().stream().map(Symbol::shape).toList();
    }

    @Override
    public Outputs run(List<Tensor> xs, Pass pass) {
        return GraphInterpreter.run(structure().plan(pass.masks()), xs, pass);
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Outputs out = run(List.of(x), pass);
        return new Output(
                out.y(0), (dy, grads) -> out.backward(List.of(dy), grads).get(0));
    }

    @Override
    public boolean needsWholeBatch() {
        return sublayers().stream().anyMatch(Layer::needsWholeBatch);
    }

    @Override
    public @Nullable String lastActivation() {
        Structure built = structureOrNull();
        return built == null
                ? null
                : built.graph().outputs().get(0).node().layer().lastActivation();
    }

    // ---- data

    final void requireInputs(List<Tensor> xs) {
        requireInputs(inputs(), xs);
    }

    final void requireInputs(List<Symbol> own, List<Tensor> xs) {
        Arguments.all(xs, () -> describe() + ": the list of inputs");
        if (xs.size() != own.size()) {
            throw new ShapeException(describe() + ": takes " + own.size() + (own.size() == 1 ? " input (" : " inputs (")
                    + String.join(
                            ", ", own.stream().map(o -> o.node().layer().name()).toList()) + "), got "
                    + xs.size() + ". Give one tensor for each.");
        }
        for (int i = 0; i < own.size(); i++) {
            Shape expected = own.get(i).shape();
            Shape given = xs.get(i).shape();
            if (given.rank() == 0 || !given.withoutBatch().equals(expected)) {
                throw new ShapeException(describe() + ": input " + i + " ("
                        + own.get(i).node().layer().name() + ") expects samples of shape " + expected
                        + ", so data of shape " + expected.toBatchString() + ", but got " + given + "."
                        + InputAdvice.of(expected, given));
            }
        }
    }
}
