package dev.cornet.graph;

/** A layer that consists of a graph of layers, such as a nested model: the engine runs the nodes of this graph instead of the layer. */
public interface SubgraphLayer {
    Graph graph();

    /** Whether the graph exists: it does not before the shape of the input is known. */
    boolean isBuilt();
}
