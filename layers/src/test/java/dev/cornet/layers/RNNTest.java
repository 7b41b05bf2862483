package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.layers.OwnCells.MinimalCell;
import dev.cornet.layers.OwnCells.TwoStateCell;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of {@link RNN}: the steps of a cell. */
final class RNNTest extends LayerChecks {
    @BeforeAll
    static void register() {
        OwnCells.register();
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new RNN(new MinimalCell(3)), Shape.of(4, 2)),
                layer(() -> new RNN(new MinimalCell(3)).returnSequences(true).goBackwards(true), Shape.of(4, 2)),
                layer(() -> new RNN(new TwoStateCell(2)).returnState(true), Shape.of(3, 2)),
                layer(
                        () -> new RNN(new TwoStateCell(2)).returnSequences(true).zeroOutputForMask(true),
                        Shape.of(3, 2),
                        Shape.of(2),
                        Shape.of(2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[] {0.5f, -1}, 1, 2, 1);
        RNN rnn = build(new RNN(new MinimalCell(1)), x);
        rnn.setWeights(Tensor.of(new float[] {2}, 1, 1), Tensor.of(new float[] {3}, 1, 1));
        double h1 = Math.tanh(1);
        double h2 = Math.tanh(-2 + 3 * h1);
        LayerRun run = run(rnn, x);
        assertEquals(h2, run.y().get(0, 0), 1e-6);
        LayerRun.BackwardResult back = run.backward(List.of(Tensor.of(new float[] {1}, 1, 1)));
        double dz2 = 1 - h2 * h2;
        double dz1 = 3 * dz2 * (1 - h1 * h1);
        assertArrayEquals(
                new float[] {(float) (2 * dz1), (float) (2 * dz2)},
                back.dxs().get(0).toArray(),
                1e-6f);
        List<Variable> w = rnn.variables();
        assertEquals(0.5 * dz1 - dz2, back.dws().get(w.get(0)).get(0, 0), 1e-6);
        assertEquals(h1 * dz2, back.dws().get(w.get(1)).get(0, 0), 1e-6);
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("RNN: the argument cell must not be null", () -> new RNN(null));
        rejectsSamples(
                "RNN: takes a sequence, alone or with as many states to begin with as it has (1), got 3 inputs",
                new RNN(new MinimalCell(2)),
                Shape.of(3, 4),
                Shape.of(2),
                Shape.of(2));
        rejectsSamples(
                "RNN: wants states of shape (2), got (3)", new RNN(new MinimalCell(2)), Shape.of(3, 4), Shape.of(3));
        rejects(
                "Stateless: stateSizes() is empty, but a cell has at least one state",
                () -> Input.of(3, 4).then(new RNN(new OwnCells.Stateless())));
        rejectsSamples(
                "MinimalCell: takes one step and its states (1), got 1 inputs. Apply it to sequences by new RNN(cell).",
                new MinimalCell(2),
                Shape.of(3));
    }

    @Test
    void isTrainedSavedAndContinuedInBothDirections(@TempDir Path folder) {
        Sequential model = new Sequential(
                new Bidirectional(new RNN(new MinimalCell(4)).returnSequences(true)).inputShape(5, 2),
                new RNN(new TwoStateCell(3)),
                new Dense(1));
        model.seed(3);
        model.compile(new Adam(0.03), "mse");
        Tensor x = Tensor.of(new float[160], 16, 5, 2);
        Tensor y = Tensor.of(new float[16], 16, 1);
        for (int i = 0; i < 160; i++) {
            x.data()[i] = (float) Math.sin(i);
            y.data()[i / 10] += x.data()[i];
        }
        double[] losses = model.fit(x, y, new Fit().epochs(20).verbose(0)).get("loss");
        assertTrue(losses[19] < 0.7 * losses[0], () -> "no progress: " + Arrays.toString(losses));
        model.save(folder.resolve("m.cornet").toString());
        Model loaded = Model.load(folder.resolve("m.cornet").toString());
        assertArrayEquals(model.predict(x).toArray(), loaded.predict(x).toArray());
    }

    @Test
    void keepsItsStatesFromBatchToBatch() {
        Sequential model = new Sequential(new RNN(new TwoStateCell(2))
                .stateful(true)
                .returnSequences(true)
                .inputShape(2, 1));
        Tensor all = Tensor.of(new float[] {1, -2, 3, 0.5f}, 1, 4, 1);
        Sequential whole = new Sequential(
                new RNN(new TwoStateCell(2)).returnSequences(true).inputShape(4, 1));
        whole.setWeights(model.getWeights());
        float[] expected = whole.predict(all).toArray();
        Tensor first = model.predict(Tensor.of(new float[] {1, -2}, 1, 2, 1));
        Tensor second = model.predict(Tensor.of(new float[] {3, 0.5f}, 1, 2, 1));
        for (int i = 0; i < 6; i++) {
            assertEquals(expected[i], first.toArray()[i], 1e-6);
            assertEquals(expected[6 + i], second.toArray()[i], 1e-6);
        }
        model.resetState();
        assertArrayEquals(
                first.toArray(),
                model.predict(Tensor.of(new float[] {1, -2}, 1, 2, 1)).toArray());
    }
}
