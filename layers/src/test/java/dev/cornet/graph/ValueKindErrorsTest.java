package dev.cornet.graph;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.graph.TestOperations.AddScaled;
import dev.cornet.graph.TestOperations.Constant;
import dev.cornet.graph.TestOperations.Join;
import dev.cornet.graph.TestOperations.Mean;
import dev.cornet.layers.Add;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.models.Model;
import dev.cornet.models.Summary;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which values cannot be mixed, be outputs of a model, or be saved, and what the exceptions say. */
class ValueKindErrorsTest {
    @Test
    void anOutputThatDependsOnTheWholeBatchNeedsItsRows() {
        Symbol in = Input.of(3);
        Model model = new Model(in, new Mean().of(in.then(new Dense(2))));
        Exception e = assertThrows(ShapeException.class, () -> model.predict(random(21, 4, 3)));
        assertTrue(String.valueOf(e.getMessage()).startsWith("Mean: is an output of the model"), e.getMessage());
        assertEquals(Shape.of(1, 2), model.predict(random(21, 1, 3)).shape());
        Symbol b = Input.of(3);
        Symbol joined = new Join().of(in, b);
        Model twice = new Model(List.of(in, b), List.of(joined));
        assertThrows(ShapeException.class, () -> twice.predict(List.of(random(21, 4, 3), random(22, 4, 3)), 4));
    }

    @Test
    void whatCannotBeMixedIsRefusedByName() {
        Symbol in = Input.of(3);
        Symbol constant = new Constant(random(23, 3)).of();
        Exception mixed =
                assertThrows(ShapeException.class, () -> new Add().named("sum").of(in, constant));
        assertTrue(String.valueOf(mixed.getMessage()).startsWith("sum (Add): "), mixed.getMessage());
        Symbol number = new Constant(Tensor.zeros(Shape.of())).of();
        assertThrows(ShapeException.class, () -> number.then(new Flatten()));
        Symbol rows = new Constant(random(24, 2, 3)).of();
        Symbol others = new Constant(random(25, 4, 3)).of();
        assertThrows(ShapeException.class, () -> new Add().of(rows, others));
        List<Symbol> outputs = List.of(in.then(new Dense(3)), rows.then(new Dense(3)));
        Exception output = assertThrows(CornetException.class, () -> new Model(List.of(in), outputs));
        assertTrue(String.valueOf(output.getMessage()).contains("the same for every batch"), output.getMessage());
    }

    @Test
    void aModelWithOperationsCannotBeSavedButItsWeightsCan(@TempDir Path folder) {
        Symbol in = Input.of(3);
        Model model = new Model(in, new AddScaled(1).of(in.then(new Dense(3)), new Constant(random(26, 3)).of()));
        Exception e = assertThrows(
                CornetException.class,
                () -> model.save(folder.resolve("m.cornet").toString()));
        assertTrue(String.valueOf(e.getMessage()).contains("is an operation of the graph"), e.getMessage());
        model.saveWeights(folder.resolve("m.safetensors").toString());
        assertTrue(model.summaryText(new Summary()).contains("dense"));
    }
}
