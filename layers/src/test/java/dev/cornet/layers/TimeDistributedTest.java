package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerContract;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link TimeDistributed}: a layer applied to each step. */
final class TimeDistributedTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new TimeDistributed(new Dense(3).activation("softmax")), Shape.of(4, 2)),
                layer(() -> new TimeDistributed(new Conv2D(2, 2)), Shape.of(3, 4, 3, 2)),
                layer(() -> new TimeDistributed(new Dropout(0.4)), Shape.of(3, 5)),
                layer(() -> new TimeDistributed(new Dense(3).activityRegularizer("l2")), Shape.of(3, 5)),
                layer(() -> new TimeDistributed(new SimpleRNN(2)), Shape.of(2, 3, 2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 2, 2);
        TimeDistributed each = build(new TimeDistributed(new Dense(1).useBias(false)), x);
        each.setWeights(Tensor.of(new float[] {10, 1}, 2, 1));
        LayerRun run = run(each, x);
        assertTensor(Tensor.of(new float[] {12, 34}, 1, 2, 1), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(Tensor.of(new float[] {1, 2}, 1, 2, 1)));
        assertTensor(Tensor.of(new float[] {10, 1, 20, 2}, 1, 2, 2), back.dxs().get(0));
        assertTensor(
                Tensor.of(new float[] {7, 10}, 2, 1),
                back.dws().get(each.variables().get(0)));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsSamples(
                "TimeDistributed: wants sequences (steps, …), got samples of shape (4). Use the layer itself, or add a Reshape before it.",
                new TimeDistributed(new Dense(1)),
                Shape.of(4));
        rejectsSamples(
                "TimeDistributed: wants a layer of one output, LSTM has 3",
                new TimeDistributed(new LSTM(1).returnState(true)),
                Shape.of(2, 3, 4));
    }

    /** A mask of the values within a step does not go through a layer that computes over them. */
    @Test
    void theContractNamesTheCheckWithoutMasks() {
        Supplier<Layer> layer = () -> new TimeDistributed(new LayerNormalization().axis(1, 2));
        String message = assertThrows(CornetException.class, () -> LayerContract.check(layer, Shape.of(3, 4, 2)))
                .getMessage();
        assertTrue(
                message.endsWith(
                        "masked steps of the input change unmasked steps of the output. If the layer computes over"
                                + " the steps by design and only passes its mask on, as a normalization over the steps does, use"
                                + " LayerContract.checkWithoutMasks"),
                message);
        LayerContract.checkWithoutMasks(layer, Shape.of(3, 4, 2));
    }

    @Test
    void wrapsAModel() {
        Sequential step = new Sequential();
        step.add(new Flatten().inputShape(2, 2));
        step.add(new Dense(3).activation("relu"));
        Sequential model = new Sequential();
        model.add(new TimeDistributed(step).inputShape(5, 2, 2));
        model.add(new LSTM(4));
        model.compile("sgd", "mse");
        assertEquals(Shape.of(6, 4), model.predict(Tensor.zeros(6, 5, 2, 2)).shape());
        model.trainOnBatch(Tensor.zeros(6, 5, 2, 2), Tensor.zeros(6, 4));
    }
}
