package dev.cornet.nn;

import java.util.List;
import java.util.Set;

/** A graph of operations, most of which are layers: the nodes between given inputs and outputs. */
public interface LayerGraph {
    List<Symbol> inputs();

    List<Symbol> outputs();

    /** Returns the nodes in topological order, input nodes included. */
    List<Node> nodes();

    /** Returns the layers, each once, input layers included. */
    List<Layer> layers();

    /**
     * Returns the nodes of an operation that belong to this graph, in the order of their creation, by which Keras numbers calls. A shared
     * layer may have nodes in other graphs too.
     */
    List<Node> nodesOf(Operation operation);

    /** Returns the values of the outputs for inputs of these values, which may be of other kinds than {@link #inputs}. */
    List<Value> outputs(List<Value> ins);

    /** Returns the layers with recurrent states, those of nested graphs included. */
    Set<Layer> statefulLayers();

    /** Returns the number of calls of layers in one run of the graph, calls within nested graphs included. */
    long layerCalls();

    /** Returns whether a call, also one in a nested graph, runs in training mode even in predictions. */
    boolean containsTrainingCall();
}
