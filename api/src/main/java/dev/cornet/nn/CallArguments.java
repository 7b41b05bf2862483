package dev.cornet.nn;

import dev.cornet.exceptions.OptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call as they are written in Keras, {@code concatenate([a, b])} or {@code lstm(x, initial_state=[h, c])}: a tree whose leaves
 * are the inputs of the node, by their place, and constants.
 *
 * @param positional the arguments without a name
 * @param named the arguments with a name
 */
public record CallArguments(List<Argument> positional, Map<String, Argument> named) {
    /** One argument. */
    public sealed interface Argument permits Input, Constant, ListOf {}

    /** An input of the node. */
    public record Input(int place) implements Argument {}

    /** A number, text, boolean, or nothing. */
    public record Constant(@Nullable Object value) implements Argument {}

    /** A list of arguments. */
    public record ListOf(List<Argument> elements) implements Argument {
        public ListOf {
            elements = List.copyOf(elements);
        }
    }

    public CallArguments {
        positional = List.copyOf(positional);
        named = Map.copyOf(named);
    }

    /**
     * Returns the usual arguments of a call of an operation on {@code inputs} tensors: all in one list, or, for a layer with an {@link
     * Layer#inputArgumentName}, the first alone and the others in a list of that name.
     */
    static CallArguments of(Operation operation, int inputs, Call call) {
        String name = operation instanceof Layer layer ? layer.inputArgumentName() : null;
        List<Argument> positional = new ArrayList<>();
        Map<String, Argument> named = new TreeMap<>();
        if (operation instanceof Merge<?> || (inputs > 1 && name == null)) {
            positional.add(inputs(0, inputs));
        } else if (inputs > 0) {
            positional.add(new Input(0));
        }
        if (inputs > 1 && name != null) {
            named.put(name, inputs(1, inputs));
        }
        if (call.training() != null) {
            named.put("training", new Constant(call.training()));
        }
        return new CallArguments(positional, named);
    }

    private static ListOf inputs(int from, int to) {
        return new ListOf(
                IntStream.range(from, to).<Argument>mapToObj(Input::new).toList());
    }

    /** Throws unless each of the inputs of a node is an argument exactly once. */
    void requireEachInput(Operation operation, int inputs) {
        int[] uses = new int[inputs];
        positional.forEach(argument -> count(operation, argument, uses));
        named.values().forEach(argument -> count(operation, argument, uses));
        for (int i = 0; i < inputs; i++) {
            if (uses[i] != 1) {
                throw new OptionException(operation.describe() + ": input " + i + " is " + uses[i]
                        + " times among the arguments of the call, expected once: " + this);
            }
        }
    }

    private static void count(Operation operation, Argument argument, int[] uses) {
        if (argument instanceof ListOf list) {
            list.elements().forEach(element -> count(operation, element, uses));
        } else if (argument instanceof Input input) {
            if (input.place() < 0 || input.place() >= uses.length) {
                throw new OptionException(operation.describe() + ": the arguments of the call name input "
                        + input.place() + ", but there are " + uses.length + " inputs");
            }
            uses[input.place()]++;
        }
    }
}
