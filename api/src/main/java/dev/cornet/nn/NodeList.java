package dev.cornet.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The nodes of all calls of one layer, read through immutable snapshots. Any thread may take a snapshot while another adds nodes: a
 * snapshot is a prefix of an array to which nodes are only appended, so adding n nodes copies O(n) references.
 */
final class NodeList {
    private Node[] array = new Node[0];
    private volatile List<Node> snapshot = List.of();

    /** Returns the present nodes, in the order of the calls; later changes are not seen in the list. */
    List<Node> snapshot() {
        return snapshot;
    }

    synchronized void add(Node node) {
        int size = snapshot.size();
        if (size == array.length) {
            array = Arrays.copyOf(array, Math.max(1, 2 * size));
        }
        array[size] = node;
        publish(size + 1);
    }

    /** Removes a node, if present; the array is replaced, since earlier snapshots show the old one. */
    synchronized void remove(Node node) {
        List<Node> rest = new ArrayList<>(snapshot);
        if (rest.remove(node)) {
            array = rest.toArray(new Node[0]);
            publish(rest.size());
        }
    }

    private void publish(int size) {
        snapshot = Collections.unmodifiableList(Arrays.asList(array).subList(0, size));
    }
}
