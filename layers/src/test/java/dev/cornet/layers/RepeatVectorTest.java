package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.models.Sequential;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link RepeatVector}: a vector repeated n times. */
final class RepeatVectorTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(() -> new RepeatVector(3), Shape.of(4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new RepeatVector(2), row(1, 2));
        assertTensor(Tensor.of(new float[] {1, 2, 1, 2}, 1, 2, 2), run.y());
        assertTensor(
                row(4, 6),
                run.backward(List.of(Tensor.of(new float[] {1, 2, 3, 4}, 1, 2, 2)))
                        .dxs()
                        .get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("RepeatVector: n, how often, must be positive, got 0", () -> new RepeatVector(0));
        rejectsSamples(
                "RepeatVector: wants vectors, got samples of shape (3, 4). Add a Flatten before it.",
                new RepeatVector(2),
                Shape.of(3, 4));
    }

    @Test
    void repeatsTheEncodingForADecoder() {
        Sequential model = new Sequential();
        model.add(new LSTM(3).inputShape(4, 2));
        model.add(new RepeatVector(5));
        model.add(new LSTM(2).returnSequences(true));
        assertEquals(Shape.of(7, 5, 2), model.predict(Tensor.zeros(7, 4, 2)).shape());
    }
}
