package dev.cornet.nn;

/**
 * A layer that consists of a graph of layers, such as a nested model: the engine runs the nodes of this graph instead of the layer.
 *
 * <p>Models implement it and are public, so it is declared here and not in the engine, whose classes users do not see.
 */
public interface SubgraphLayer {
    LayerGraph graph();

    /** Returns whether the graph exists: it does not before the shape of the input is known. */
    boolean isBuilt();
}
