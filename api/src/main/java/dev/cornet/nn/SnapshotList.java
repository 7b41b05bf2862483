package dev.cornet.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A list that is read through immutable snapshots, such as the nodes of all calls of a layer. Any thread may take a snapshot while another
 * adds elements: a snapshot is a prefix of an array to which elements are only appended, so adding n elements copies O(n) references.
 *
 * @param <E> the class of the elements
 */
final class SnapshotList<E> {
    private Object[] array = new Object[0];
    private volatile List<E> snapshot = List.of();

    /** Returns the present elements, in the order in which they were added; later changes are not seen in the list. */
    List<E> snapshot() {
        return snapshot;
    }

    synchronized void add(E element) {
        int size = snapshot.size();
        if (size == array.length) {
            array = Arrays.copyOf(array, Math.max(1, 2 * size));
        }
        array[size] = element;
        publish(size + 1);
    }

    /** Removes an element, if present; the array is replaced, since earlier snapshots show the old one. */
    synchronized void remove(E element) {
        List<E> rest = new ArrayList<>(snapshot);
        if (rest.remove(element)) {
            array = rest.toArray();
            publish(rest.size());
        }
    }

    @SuppressWarnings("unchecked") // only elements of E are added
    private void publish(int size) {
        snapshot = (List<E>) Collections.unmodifiableList(Arrays.asList(array).subList(0, size));
    }
}
