package dev.cornet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Epochs of a number of steps continue from pass to pass of the source, whether or not the source has a count. */
class EpochIteratorTest {
    private static final int EPOCHS = 7;

    /** A source whose batch i of pass p holds the number 100 p + i. */
    private record Source(IntUnaryOperator length, OptionalInt count) implements Batches {
        @Override
        public Iterator<Batch> epoch(int pass) {
            return IntStream.range(0, length.applyAsInt(pass))
                    .mapToObj(i -> batch(100 * pass + i))
                    .iterator();
        }
    }

    private static Batch batch(int number) {
        return Batch.of(Tensor.of(new float[] {number}, 1), Tensor.zeros(1));
    }

    /** The batches of epochs {@code first} to {@link #EPOCHS}. */
    private static List<List<Integer>> epochs(Source source, int steps, int first, boolean peeks) {
        EpochOpener opener = new EpochOpener("test");
        if (peeks) {
            opener.peekFirst(source);
        }
        List<List<Integer>> epochs = new ArrayList<>();
        try (EpochIterator iterator = new EpochIterator(source, opener, steps, first)) {
            for (int epoch = first; epoch < EPOCHS; epoch++) {
                List<Integer> batches = new ArrayList<>();
                for (iterator.beginEpoch(); iterator.hasNext(); ) {
                    batches.add((int) iterator.next().inputs().get(0).data()[0]);
                }
                iterator.endEpoch();
                epochs.add(batches);
            }
        }
        return epochs;
    }

    /** The epochs that Keras trains on a tf.data.Dataset of known cardinality with {@code steps_per_epoch}. */
    @Test
    void epochsOfSeveralStepsAsInKeras() {
        for (OptionalInt count : List.of(OptionalInt.of(5), OptionalInt.empty())) {
            assertEquals(
                    List.of(
                            List.of(0, 1, 2),
                            List.of(3, 4),
                            List.of(100, 101, 102),
                            List.of(103, 104),
                            List.of(200, 201, 202),
                            List.of(203, 204),
                            List.of(300, 301, 302)),
                    epochs(new Source(pass -> 5, count), 3, 0, false));
        }
        for (OptionalInt count : List.of(OptionalInt.of(6), OptionalInt.empty())) {
            assertEquals(
                    List.of(
                            List.of(0, 1, 2),
                            List.of(3, 4, 5),
                            List.of(100, 101, 102),
                            List.of(103, 104, 105),
                            List.of(200, 201, 202),
                            List.of(203, 204, 205),
                            List.of(300, 301, 302)),
                    epochs(new Source(pass -> 6, count), 3, 0, false));
        }
    }

    @Test
    void laterFirstEpochsHaveTheSameBatches() {
        for (int steps = 1; steps <= 4; steps++) {
            for (int n = 1; n <= 9; n++) {
                int length = n;
                List<List<Integer>> all = epochs(new Source(pass -> length, OptionalInt.of(n)), steps, 0, false);
                for (OptionalInt count : List.of(OptionalInt.of(n), OptionalInt.empty())) {
                    for (int first = 0; first < EPOCHS; first++) {
                        assertEquals(
                                all.subList(first, EPOCHS),
                                epochs(new Source(pass -> length, count), steps, first, first % 2 == 1),
                                n + " batches, " + steps + " steps, first epoch " + first);
                    }
                }
            }
        }
    }

    @Test
    void passesMayDifferInLength() {
        Source source = new Source(pass -> pass % 2 == 0 ? 4 : 3, OptionalInt.empty());
        List<List<Integer>> all = epochs(source, 2, 0, false);
        assertEquals(
                List.of(
                        List.of(0, 1),
                        List.of(2, 3),
                        List.of(100, 101),
                        List.of(102),
                        List.of(200, 201),
                        List.of(202, 203),
                        List.of(300, 301)),
                all);
        for (int first = 1; first < EPOCHS; first++) {
            assertEquals(all.subList(first, EPOCHS), epochs(source, 2, first, false));
        }
    }

    @Test
    void anEmptyPassEndsTheEpoch() {
        Source source = new Source(pass -> pass == 1 ? 0 : 3, OptionalInt.empty());
        EpochIterator iterator = new EpochIterator(source, new EpochOpener("test"), 3, 1);
        iterator.beginEpoch();
        assertFalse(iterator.hasNext());
    }
}
