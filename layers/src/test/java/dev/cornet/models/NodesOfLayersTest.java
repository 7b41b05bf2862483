package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The list of the nodes of a layer. */
class NodesOfLayersTest {
    @Test
    void theNodesAreInTheOrderOfTheCalls() {
        Activation relu = new Activation("relu");
        List<Node> calls = IntStream.range(0, 5)
                .mapToObj(i -> Input.of(2).then(relu).node())
                .toList();
        assertEquals(calls, LayerAccess.nodes(relu));
    }

    @Test
    void aListTakenEarlierKeepsItsNodes() {
        Dense dense = new Dense(2);
        Symbol in = Input.of(2);
        Node first = in.then(dense).node();
        List<Node> one = LayerAccess.nodes(dense);
        Node second = in.then(dense).node();
        List<Node> two = LayerAccess.nodes(dense);
        second.detach();
        Node third = in.then(dense).node();
        assertEquals(List.of(first), one);
        assertEquals(List.of(first, second), two);
        assertEquals(List.of(first, third), LayerAccess.nodes(dense));
        assertThrows(
                UnsupportedOperationException.class,
                () -> LayerAccess.nodes(dense).clear());
    }

    @Test
    void aPoppedLayerHasNoNode() {
        Dense last = new Dense(2);
        Sequential model = new Sequential(new Dense(3).inputShape(4), last);
        assertEquals(1, LayerAccess.nodes(last).size());
        assertEquals(last, model.pop());
        assertEquals(List.of(), LayerAccess.nodes(last));
    }

    @Test
    void manyCallsOfOneLayerTakeMemoryInProportion() {
        long few = bytesOfCalls(2_000);
        long many = bytesOfCalls(32_000);
        assertTrue(many < 2 * 16 * few, many + " bytes for 32,000 calls, " + few + " for 2,000");
    }

    private static long bytesOfCalls(int calls) {
        Activation relu = new Activation("relu");
        Symbol symbol = Input.of(2);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < calls; i++) {
            symbol = symbol.then(relu);
        }
        assertEquals(calls, LayerAccess.nodes(relu).size());
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }
}
