package dev.cornet.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.OptionException;
import dev.cornet.graph.TestOperations.AddScaled;
import dev.cornet.layers.Add;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.nn.Call;
import dev.cornet.nn.CallArguments;
import dev.cornet.nn.CallArguments.Constant;
import dev.cornet.nn.CallArguments.ListOf;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node keeps the arguments of its call as they are written in Keras. */
class CallArgumentsTest {
    private static final CallArguments.Input FIRST = new CallArguments.Input(0);
    private static final CallArguments.Input SECOND = new CallArguments.Input(1);
    private static final CallArguments.Input THIRD = new CallArguments.Input(2);

    private final Symbol a = Input.of(3);
    private final Symbol b = Input.of(3);

    @Test
    void ofLayers() {
        assertEquals(
                new CallArguments(List.of(FIRST), Map.of()),
                a.then(new Dense(2)).node().arguments());
        assertEquals(
                new CallArguments(List.of(new ListOf(List.of(FIRST, SECOND))), Map.of()),
                new Add().of(a, b).node().arguments());
        assertEquals(
                new CallArguments(List.of(FIRST), Map.of("training", new Constant(false))),
                a.then(new Dense(2), Call.training(false)).node().arguments());
        Symbol sequence = Input.of(4, 2);
        assertEquals(
                new CallArguments(List.of(FIRST), Map.of("initial_state", new ListOf(List.of(SECOND, THIRD)))),
                new LSTM(3).of(sequence, a, b).node().arguments());
    }

    @Test
    void givenByTheCaller() {
        CallArguments arguments =
                new CallArguments(List.of(FIRST, new Constant(0.5)), Map.of("attention_mask", SECOND));
        Node node = Node.apply(new AddScaled(1), List.of(a, b), Call.PLAIN, arguments);
        assertEquals(arguments, node.arguments());
        for (CallArguments wrong : List.of(
                new CallArguments(List.of(FIRST), Map.of()),
                new CallArguments(List.of(FIRST, FIRST, SECOND), Map.of()),
                new CallArguments(List.of(FIRST, SECOND, THIRD), Map.of()))) {
            String message = assertThrows(
                            OptionException.class, () -> Node.apply(new AddScaled(1), List.of(a, b), Call.PLAIN, wrong))
                    .getMessage();
            assertTrue(message.startsWith("AddScaled: "), message);
        }
    }
}
