package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Activation}: y = φ(x). */
final class ActivationTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new Activation("sigmoid"), Shape.of(3, 4)),
                layer(() -> new Activation("softmax"), Shape.of(5)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Activation("relu"), row(-1, 2, 0.5f));
        assertTensor(row(0, 2, 0.5f), run.y());
        assertTensor(row(0, 4, 5), run.backward(List.of(row(3, 4, 5))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "Activation: activation: unknown activation function \"rellu\"; did you mean \"relu\"?",
                () -> new Activation("rellu"));
    }

    @Test
    void reportsItsFunctionAsTheLastActivation() {
        assertEquals("softmax", new Activation("softmax").lastActivation());
    }
}
