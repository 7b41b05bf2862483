package dev.cornet.graph;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.graph.TestOperations.Constant;
import dev.cornet.graph.TestOperations.Mean;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Call;
import dev.cornet.nn.CallArguments;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Node;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.SplitActivation;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Value;
import dev.cornet.nn.ValueKind;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Operations that declare values which no run can compute are refused by name when they are applied, as are nulls. */
class DeclaredValuesTest {
    /** An operation that declares the given outputs, and returns its first input. */
    private static final class Declares extends Operation {
        private final UnaryOperator<List<Value>> declared;

        Declares(UnaryOperator<List<Value>> declared) {
            this.declared = declared;
        }

        @Override
        protected List<Value> outputs(List<Value> ins) {
            return declared.apply(ins);
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            return Outputs.of(xs.get(0), (dy, grads) -> List.of(dy));
        }
    }

    /** A method that an operation may implement so that it returns null. */
    private enum Part {
        ROW_USE,
        VARIABLES,
        ARGUMENTS
    }

    /** An operation of which some methods return null. */
    private static final class Silent extends Operation {
        private final Set<Part> nulls;

        Silent(Part... nulls) {
            this.nulls = Set.of(nulls);
        }

        @Override
        protected List<Value> outputs(List<Value> ins) {
            return ins;
        }

        @Override
        protected RowUse rowUse(boolean training) {
            return nulls.contains(Part.ROW_USE) && training ? nothing() : RowUse.SLICES;
        }

        @Override
        public List<Variable> variables() {
            return nulls.contains(Part.VARIABLES) ? nothing() : List.of();
        }

        @Override
        protected CallArguments arguments(int count) {
            return nulls.contains(Part.ARGUMENTS) ? nothing() : super.arguments(count);
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            return Outputs.of(xs.get(0), (dy, grads) -> List.of(dy));
        }
    }

    /** Returns null where the compiler expects a value, as the code of users may. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return (T) null;
    }

    private static void assertRefused(String message, Executable use) {
        assertEquals(message, assertThrows(CornetException.class, use).getMessage());
    }

    private static void assertRefusedFor(String message, List<Value> declared) {
        Symbol x = Input.of(6);
        assertRefused("Declares: " + message, () -> new Declares(ins -> declared).of(x));
    }

    private static Value rows(int... dims) {
        return new Value(Shape.of(dims), ValueKind.ROWS);
    }

    @Test
    void outputsAreNotNullNorNone() {
        assertRefusedFor("what outputs(inputs) returns must not be null", nothing());
        assertRefusedFor("what outputs(inputs) returns[0] must not be null", Collections.singletonList(nothing()));
        assertRefusedFor("its outputs(inputs) returned no value; an operation has at least one output", List.of());
    }

    @Test
    void rowsHaveABatchAxisAndKnownSamples() {
        String mend = ". Axis 0 of ROWS is the batch, -1, and every other size is known, as in"
                + " Value.ofSamples(sample); a value that is not one row per sample is WHOLE.";
        assertRefusedFor("declares an output of kind ROWS and shape (5, 6)" + mend, List.of(rows(5, 6)));
        assertRefusedFor("declares an output of kind ROWS and shape (6)" + mend, List.of(rows(6)));
        assertRefusedFor("declares an output of kind ROWS and shape ()" + mend, List.of(rows()));
        assertRefusedFor("declares an output of kind ROWS and shape (None, None)" + mend, List.of(rows(-1, -1)));
        assertRefusedFor("declares an output of kind ROWS and shape (0, 6)" + mend, List.of(rows(-1, 6), rows(0, 6)));
    }

    @Test
    void rowsNeedAnInputThatDependsOnTheBatch() {
        String message =
                "Declares: declares an output of kind ROWS, but no input depends on the batch, so the number of"
                        + " rows is not known. Declare it SHARED, or give the operation an input of the model.";
        Declares operation = new Declares(ins -> List.of(rows(-1, 6)));
        Symbol constant = new Constant(random(1, 6)).of();
        assertRefused(message, () -> operation.of(constant));
        assertRefused(message, operation::of);
        assertEquals(Shape.of(-1, 6), operation.of(Input.of(3), constant).shape());
    }

    @Test
    void rowsNeedSuchAnInputInANestedModelToo() {
        Symbol in = Input.of(6);
        Model inner = new Model(in, new Declares(ins -> List.of(rows(-1, 6))).of(in));
        Symbol constant = new Constant(random(1, 4, 6)).of();
        Exception e = assertThrows(CornetException.class, () -> constant.then(inner));
        assertTrue(String.valueOf(e.getMessage()).startsWith("Declares: declares an output of kind ROWS"));
    }

    @Test
    void theNumberOfOutputsDoesNotDependOnKinds() {
        Symbol in = Input.of(6);
        Declares operation =
                new Declares(ins -> ins.get(0).isRows() ? List.of(rows(-1, 6)) : List.of(ins.get(0), ins.get(0)));
        Model inner = new Model(in, operation.of(in));
        Symbol constant = new Constant(random(1, 4, 6)).of();
        Exception e = assertThrows(CornetException.class, () -> constant.then(inner));
        assertTrue(String.valueOf(e.getMessage()).startsWith("Declares: declares 2 outputs"), e.getMessage());
    }

    @Test
    void sharedOutputsNeedSharedInputs() {
        Exception e = assertThrows(
                CornetException.class, () -> new Declares(ins -> List.of(Value.shared(Shape.of(6)))).of(Input.of(6)));
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("Declares: a SHARED output needs SHARED inputs"),
                e.getMessage());
    }

    @Test
    void nullsAreNamed() {
        Symbol x = Input.of(6);
        Operation operation = new Silent();
        CallArguments arguments = CallArguments.single();
        assertRefused("Value: the argument shape must not be null", () -> new Value(nothing(), ValueKind.ROWS));
        assertRefused("Value: the argument shape must not be null", () -> Value.shared(nothing()));
        assertRefused("Value: the argument kind must not be null", () -> new Value(Shape.of(6), nothing()));
        assertRefused("Value.ofSamples: the argument sample must not be null", () -> Value.ofSamples(nothing()));
        assertRefused("Node.apply: the argument operation must not be null", () -> Node.apply(nothing(), List.of(x)));
        assertRefused("Silent: the inputs must not be null", () -> Node.apply(operation, nothing()));
        assertRefused(
                "Silent: the inputs[1] must not be null", () -> Node.apply(operation, Arrays.asList(x, nothing())));
        assertRefused("Silent: the call must not be null", () -> Node.apply(operation, List.of(x), nothing()));
        assertRefused(
                "Silent: the call must not be null", () -> Node.apply(operation, List.of(x), nothing(), arguments));
        assertRefused(
                "Silent: the arguments of the call must not be null",
                () -> Node.apply(operation, List.of(x), Call.PLAIN, nothing()));
        assertRefused("Silent: the arguments of the call must not be null", () -> new Silent(Part.ARGUMENTS).of(x));
        assertRefused(
                "SplitActivation: the argument activation must not be null",
                () -> new SplitActivation(operation, nothing()));
    }

    @Test
    void nullsAmongOutputsAreNamed() {
        Tensor y = random(1, 2);
        String end = " must not be null; run returns its outputs and their backward: Outputs.of(y, (dy, grads) -> dxs)";
        assertRefused(
                "Outputs: y" + end, () -> Outputs.of(DeclaredValuesTest.<Tensor>nothing(), (dy, g) -> List.of(dy)));
        assertRefused("Outputs: backward" + end, () -> Outputs.of(y, nothing()));
        assertRefused(
                "Outputs: ys" + end, () -> Outputs.of(DeclaredValuesTest.<List<Tensor>>nothing(), (dys, g) -> dys));
        assertRefused("Outputs: ys[1]" + end, () -> Outputs.of(Arrays.asList(y, nothing()), (dys, g) -> List.of(y)));
        assertRefused("Outputs: backward" + end, () -> Outputs.of(List.of(y), nothing()));
    }

    @Test
    void nullsAmongTheArgumentsOfACallAreNamed() {
        Map<@Nullable String, CallArguments.@Nullable Argument> named = new HashMap<>();
        assertRefused("CallArguments: positional must not be null", () -> new CallArguments(nothing(), Map.of()));
        assertRefused(
                "CallArguments: positional[0] must not be null",
                () -> new CallArguments(Collections.singletonList(nothing()), Map.of()));
        assertRefused(
                "CallArguments: the argument named must not be null", () -> new CallArguments(List.of(), nothing()));
        named.put("mask", null);
        assertRefused(
                "CallArguments: the argument \"mask\" must not be null",
                () -> new CallArguments(List.of(), copy(named)));
        assertRefused(
                "CallArguments: the name of an argument must not be null",
                () -> new CallArguments(List.of(), Collections.singletonMap(nothing(), new CallArguments.Input(0))));
        assertRefused("ListOf: elements must not be null", () -> new CallArguments.ListOf(nothing()));
        assertRefused(
                "ListOf: elements[0] must not be null",
                () -> new CallArguments.ListOf(Collections.singletonList(nothing())));
        assertRefused(
                "CallArguments.with: the argument name must not be null",
                () -> CallArguments.single().with(nothing(), true));
        assertRefused(
                "CallArguments.firstAndNamed: the argument name must not be null",
                () -> CallArguments.firstAndNamed(nothing(), 2));
    }

    @SuppressWarnings({"unchecked", "NullAway"})
    private static Map<String, CallArguments.Argument> copy(
            Map<@Nullable String, CallArguments.@Nullable Argument> named) {
        return (Map<String, CallArguments.Argument>) (Map<?, ?>) named;
    }

    @Test
    void whatAModelAsksEachOperationIsNotNull() {
        Symbol x = Input.of(6);
        Model rowUse = new Model(x, new Silent(Part.ROW_USE).of(x.then(new Dense(6))));
        assertRefused("Silent: what rowUse(training) returns must not be null", () -> rowUse.predict(random(1, 5, 6)));
        assertRefused("Silent: what rowUse(training) returns must not be null", () -> LayerAccess.rowUse(rowUse, true));
        assertEquals(RowUse.SLICES, LayerAccess.rowUse(rowUse, false));
        Symbol z = Input.of(6);
        assertRefused(
                "Silent: what variables() returns must not be null",
                () -> new Model(z, new Silent(Part.VARIABLES).of(z)).predict(random(1, 5, 6)));
    }

    @Test
    void aModelIsNotAppliedToASingleNumber() {
        Symbol number = new Constant(Tensor.zeros(Shape.of())).of();
        Model model = new Sequential(new Dense(2).inputShape(3)).named("head");
        assertRefused(
                "head (Sequential): wants inputs of at least one axis, the rows; got a single number",
                () -> number.then(model));
    }

    @Test
    void aModelMayReturnAValueOfTheWholeBatch() {
        Symbol in = Input.of(3);
        Model mean = new Model(in, new Mean().of(in.then(new Activation("relu"))));
        Symbol x = Input.of(3);
        Model outer = new Model(x, x.then(mean).then(new Dense(2)));
        assertEquals(Shape.of(1, 2), outer.predict(random(1, 1, 3)).shape());
        Symbol whole = new Mean().of(Objects.requireNonNull(x.then(mean)));
        assertEquals(new Value(Shape.of(1, 3), ValueKind.WHOLE), whole.value());
    }
}
