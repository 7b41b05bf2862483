package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call as they are written in Keras, such as {@code concatenate([a, b])} or {@code lstm(x, initial_state=[h, c])}: a
 * tree whose leaves are constants and the inputs of the node, each given by its index.
 *
 * @param positional the arguments without a name
 * @param named the arguments with a name
 */
public record CallArguments(List<Argument> positional, Map<String, Argument> named) {
    /** One argument. */
    public sealed interface Argument permits Input, Constant, ListOf {}

    /** The input of the node at index {@code index}. */
    public record Input(int index) implements Argument {}

    /** A number, text, boolean, or nothing. */
    public record Constant(@Nullable Object value) implements Argument {}

    /** A list of arguments. */
    public record ListOf(List<Argument> elements) implements Argument {
        public ListOf {
            elements = Arguments.nonNullElements(elements, "ListOf: elements");
        }
    }

    public CallArguments {
        positional = Arguments.nonNullElements(positional, "CallArguments: positional");
        Arguments.notNull(named, "CallArguments", "named").forEach((name, argument) -> {
            Arguments.notNull(name, "CallArguments: the name of an argument");
            Arguments.notNull(argument, "CallArguments", '"' + name + '"');
        });
        named = Map.copyOf(named);
    }

    /** Returns the arguments of {@code operation(x)}. */
    public static CallArguments single() {
        return new CallArguments(List.of(new Input(0)), Map.of());
    }

    /** Returns the arguments of {@code operation([x0, x1, …])}; no arguments if there are no inputs. */
    public static CallArguments list(int inputs) {
        return new CallArguments(inputs == 0 ? List.of() : List.of(inputs(0, inputs)), Map.of());
    }

    /** Returns the arguments of {@code operation(x0, name=[x1, x2, …])}. */
    public static CallArguments firstAndNamed(String name, int inputs) {
        Arguments.notNull(name, "CallArguments.firstAndNamed", "name");
        return new CallArguments(List.of(new Input(0)), Map.of(name, inputs(1, inputs)));
    }

    /** Returns these arguments and a constant of the given name. */
    public CallArguments with(String name, Object constant) {
        Map<String, Argument> all = new TreeMap<>(named);
        all.put(Arguments.notNull(name, "CallArguments.with", "name"), new Constant(constant));
        return new CallArguments(positional, all);
    }

    private static ListOf inputs(int from, int to) {
        return new ListOf(
                IntStream.range(from, to).<Argument>mapToObj(Input::new).toList());
    }

    /** Throws unless each of the inputs of a node is an argument exactly once. */
    void requireEachInput(String who, int inputs) {
        int[] uses = new int[inputs];
        positional.forEach(argument -> count(who, argument, uses));
        named.values().forEach(argument -> count(who, argument, uses));
        for (int i = 0; i < inputs; i++) {
            if (uses[i] != 1) {
                throw new OptionException(who + ": input " + i + " is " + uses[i]
                        + " times among the arguments of the call, expected once: " + this);
            }
        }
    }

    private static void count(String who, Argument argument, int[] uses) {
        if (argument instanceof ListOf list) {
            list.elements().forEach(element -> count(who, element, uses));
        } else if (argument instanceof Input input) {
            if (input.index() < 0 || input.index() >= uses.length) {
                throw new OptionException(who + ": the arguments of the call name input " + input.index()
                        + ", but there are " + uses.length + " inputs");
            }
            uses[input.index()]++;
        }
    }
}
