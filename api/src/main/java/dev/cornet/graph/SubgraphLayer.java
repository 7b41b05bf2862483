package dev.cornet.graph;

/** A layer that is a graph of layers: the engine runs its nodes in place of it. */
public interface SubgraphLayer {
    Graph graph();
}
