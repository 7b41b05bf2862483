package dev.cornet.models;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.graph.Graph;
import dev.cornet.nn.BuildTransaction;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chain of layers: {@code model.add(new Dense(10))}.
 *
 * <p>The weights are created as soon as the shape of the input is known: from {@code Input.of(…)}, from the first layer's
 * {@code inputShape(…)}, from a model added as the first layer, or else from the first data.
 *
 * <p>A layer of several outputs passes all of them on, as in Keras: to a merging layer as Add, or, as the last layer, out of the model. A
 * layer of one input refuses them. Reference: Keras' "The Sequential class" page.
 */
public final class Sequential extends Model {
    private final List<Layer> chain = new ArrayList<>();
    private final Set<Layer> layerSet = new HashSet<>();
    private final LayerNames names = new LayerNames();
    private @Nullable Symbol input;
    private List<Symbol> lastOutputs = List.of(); // of the last layer; empty while the input is unknown

    /** A chain of the given layers, possibly none. */
    public Sequential(Layer... layers) {
        Arguments.notNull(layers, "Sequential", "layers");
        for (Layer layer : layers) {
            add(layer);
        }
    }

    /** Sets the input: {@code model.add(Input.of(28, 28, 1))}. */
    public Sequential add(Symbol input) {
        Arguments.notNull(input, "Sequential.add", "input");
        change(() -> addInput(input));
        return this;
    }

    private void addInput(Symbol input) {
        guard().requireIdle("add an input");
        require(chain.isEmpty() && this.input == null, "an input must come before all layers; add it first");
        require(
                input.node().layer() instanceof InputLayer,
                "only an input can be added as a symbol; add the layer itself");
        buildFrom(input);
    }

    /** Appends a layer. */
    public Sequential add(Layer layer) {
        Arguments.notNull(layer, "Sequential.add", "layer");
        change(() -> addLayer(layer));
        return this;
    }

    private void addLayer(Layer layer) {
        requireUnused("add layers");
        guard().requireIdle("add a layer");
        require(layer != this, "a model cannot be a layer of itself; add another model or layer");
        require(
                !layerSet.contains(layer),
                "%s is in the model already; to use a layer twice make a graph",
                LayerAccess.describe(layer));
        if (layer instanceof InputLayer in) {
            addInput(in.symbol());
            return;
        }
        if (input == null) {
            Shape first = LayerAccess.declaredInputShape(layer);
            if (chain.isEmpty() && first == null && layer instanceof Model model && model.isBuilt()) {
                first = model.input().shape().withoutBatch();
            }
            if (chain.isEmpty() && first != null) {
                buildFrom(new InputLayer(first).symbol());
            }
        }
        List<Symbol> previous = lastOutputs;
        List<Symbol> outputs = List.of();
        if (!previous.isEmpty()) {
            names.requireFree(layer);
            outputs = apply(layer, chain.size(), previous);
            names.register(layer);
        }
        int size = chain.size();
        onFailure(() -> {
            lastOutputs = previous;
            layerSet.remove(layer);
            chain.subList(size, chain.size()).clear();
            refreshGraph();
        });
        lastOutputs = outputs;
        layerSet.add(layer);
        chain.add(layer);
        refreshGraph();
    }

    /** Removes and returns the last layer. */
    public Layer pop() {
        return BuildTransaction.run(this::removeLast);
    }

    private synchronized Layer removeLast() {
        guard().requireIdle("take a layer away");
        if (chain.isEmpty()) {
            throw new CornetException(describe() + ": there is no layer to pop; the model is empty");
        }
        requireUnused("pop layers");
        Layer removed = chain.remove(chain.size() - 1);
        layerSet.remove(removed);
        names.remove(removed);
        if (!lastOutputs.isEmpty()) {
            Node end = lastOutputs.get(0).node();
            lastOutputs = end.inputs();
            end.detach();
        }
        refreshGraph();
        return removed;
    }

    /** Sets the input and applies all layers to it, which creates their weights. */
    private void buildFrom(Symbol symbol) {
        List<Symbol> outputs = List.of(symbol);
        for (int i = 0; i < chain.size(); i++) {
            outputs = apply(chain.get(i), i, outputs);
        }
        List<Layer> all = new ArrayList<>(List.of(symbol.node().layer()));
        all.addAll(chain);
        names.registerAll(all);
        onFailure(() -> {
            input = null;
            lastOutputs = List.of();
            refreshGraph();
        });
        lastOutputs = outputs;
        input = symbol;
        refreshGraph();
    }

    /** Builds the model for batches of this shape if it has layers but no input yet. */
    private void buildForBatches(Shape batch) {
        if (!isBuilt()) {
            change(() -> {
                if (input == null && !chain.isEmpty()) {
                    buildFrom(new InputLayer(batch.withoutBatch()).symbol());
                }
            });
        }
    }

    /** Makes a change as a whole or, if it throws, not at all. */
    private void change(Runnable change) {
        BuildTransaction.run(() -> {
            synchronized (this) {
                change.run();
            }
            return this;
        });
    }

    /** Registers an action that undoes a change of this model if the change, or another one that includes it, fails. */
    private void onFailure(Runnable undoAction) {
        BuildTransaction.onFailure(() -> {
            synchronized (this) {
                undoAction.run();
            }
        });
    }

    /**
     * Applies a layer to all outputs of the layer before it and returns its outputs. Exceptions are rethrown with the layer's position and
     * the name of the layer before it.
     */
    private List<Symbol> apply(Layer layer, int position, List<Symbol> previous) {
        String before = position == 0 ? "" : LayerAccess.describe(chain.get(position - 1));
        String where = describe() + ", layer " + position + (position == 0 ? "" : " (after " + before + ")") + ": ";
        String several = before + " has " + previous.size()
                + " outputs, which a Sequential passes on together. To go on with one of them, make a graph:"
                + " x.then(layer).node().outputs().get(0).";
        try {
            if (previous.size() > 1 && LayerAccess.inputArgumentName(layer) != null) {
                throw new ShapeException(LayerAccess.describe(layer) + ": takes one input in a Sequential, got "
                        + previous.size() + ".");
            }
            return Node.apply(layer, previous).outputs();
        } catch (ShapeException e) {
            throw new ShapeException(where + e.getMessage() + (previous.size() > 1 ? " " + several : ""), e);
        } catch (OptionException e) {
            throw new OptionException(where + e.getMessage(), e);
        }
    }

    /** Throws if this model is already part of another model, whose graph contains the layers as they are now. */
    private void requireUnused(String change) {
        require(
                LayerAccess.nodes(this).isEmpty(),
                "is part of another model already, which was created with its current layers; %s before that, or"
                        + " create both models again",
                change);
    }

    /** Sets the graph of the current chain; no graph while the input is unknown or there are no layers. */
    private void refreshGraph() {
        Symbol from = input;
        List<Symbol> to = lastOutputs;
        boolean known = from != null && !to.isEmpty() && !chain.isEmpty();
        setGraph(known ? () -> new Graph(List.of(from), to) : null);
    }

    /** The layers in the order in which they were added. */
    @Override
    public synchronized List<Layer> layers() {
        return List.copyOf(chain);
    }

    @Override
    protected List<Layer> sublayers() {
        return layers();
    }

    @Override
    protected String typeName() {
        return "Sequential";
    }

    @Override
    void buildFor(List<Tensor> xs) {
        if (xs.size() == 1 && xs.get(0) != null && xs.get(0).shape().rank() > 0) { // a null is refused below
            buildForBatches(xs.get(0).shape());
        }
        super.buildFor(xs);
    }

    @Override
    protected List<Shape> outputShapes(List<Shape> ins) {
        if (ins.size() == 1) {
            buildForBatches(ins.get(0));
        }
        return super.outputShapes(ins);
    }
}
