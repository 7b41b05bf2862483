package dev.cornet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

final class ArrayBatchesTest {
    /** Row r of n holds 10r, 10r + 1, …; in the tests its target is r and its weight r / 2. */
    private static Tensor rows(int n, int columns) {
        Tensor x = Tensor.zeros(n, columns);
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < columns; c++) {
                x.set(10 * r + c, r, c);
            }
        }
        return x;
    }

    /** The values 0, step, 2·step, … */
    private static Tensor multiples(int n, float step) {
        Tensor y = Tensor.zeros(n);
        for (int r = 0; r < n; r++) {
            y.set(r * step, r);
        }
        return y;
    }

    private static Batches batches(int n, int columns, int batchSize, boolean shuffle, long seed) {
        return Batches.of(
                List.of(rows(n, columns)),
                List.of(multiples(n, 1)),
                List.of(multiples(n, 0.5f)),
                batchSize,
                shuffle,
                seed);
    }

    private static List<Float> targets(Batches batches, int epoch) {
        List<Float> targets = new ArrayList<>();
        batches.epoch(epoch).forEachRemaining(batch -> {
            for (float y : batch.targets().get(0).toArray()) {
                targets.add(y);
            }
        });
        return targets;
    }

    @Test
    void cutsRowsInOrderAndKeepsTheShortLastBatch() {
        Batches batches = batches(5, 2, 2, false, 7);
        assertEquals(3, batches.count().getAsInt());
        Iterator<Batch> epoch = batches.epoch(0);
        assertArrayEquals(
                new float[] {0, 1, 10, 11}, epoch.next().inputs().get(0).toArray());
        assertArrayEquals(new float[] {2, 3}, epoch.next().targets().get(0).toArray());
        Batch last = epoch.next();
        assertEquals(1, last.size());
        assertEquals(Shape.of(1, 2), last.inputs().get(0).shape());
        assertArrayEquals(new float[] {2}, last.weights().get(0).toArray());
        assertFalse(epoch.hasNext());
        assertThrows(NoSuchElementException.class, epoch::next);
    }

    @Test
    void copiesNothingWhenInOrder() {
        Tensor x = rows(4, 3);
        Batch batch = Batches.of(List.of(x), List.of(), List.of(), 2, false, 0)
                .epoch(0)
                .next();
        assertSame(x.data(), batch.inputs().get(0).data());
    }

    @Test
    void shufflesInputsTargetsAndWeightsAlike() {
        Batches batches = batches(1000, 40, 96, true, 3);
        Iterator<Batch> epoch = batches.epoch(0);
        boolean[] found = new boolean[1000];
        int samples = 0;
        while (epoch.hasNext()) {
            Batch batch = epoch.next();
            for (int r = 0; r < batch.size(); r++, samples++) {
                int row = (int) batch.targets().get(0).get(r);
                assertFalse(found[row]);
                found[row] = true;
                assertEquals(10 * row, batch.inputs().get(0).get(r, 0));
                assertEquals(10 * row + 39, batch.inputs().get(0).get(r, 39));
                assertEquals(row / 2f, batch.weights().get(0).get(r));
            }
        }
        assertEquals(1000, samples);
    }

    @Test
    void orderIsAFunctionOfSeedAndEpoch() {
        Batches batches = batches(50, 1, 8, true, 3);
        assertEquals(targets(batches, 4), targets(batches, 4));
        assertEquals(targets(batches, 4), targets(batches(50, 1, 8, true, 3), 4));
        assertEquals(
                targets(batches, 4),
                targets(batches(50, 1, 50, true, 3), 4),
                "the order does not depend on the batch size");
        assertNotEquals(targets(batches, 4), targets(batches, 5));
        assertNotEquals(targets(batches, 4), targets(batches(50, 1, 8, true, 4), 4));
    }

    @Test
    void reusesTensorsOnlyForTheSecondBatchAfter() {
        Iterator<Batch> epoch = batches(12, 2, 4, true, 1).epochReusingTensors(0);
        Batch first = epoch.next();
        float[] before = first.inputs().get(0).toArray();
        Batch second = epoch.next();
        assertNotSame(first, second);
        assertArrayEquals(before, first.inputs().get(0).toArray());
        assertSame(first, epoch.next(), "the tensors are reused");
        assertFalse(Arrays.equals(before, first.inputs().get(0).toArray()));
    }

    @Test
    void batchesOfAnEpochMayBeKept() {
        Batches batches = batches(10, 2, 3, true, 1);
        List<Batch> kept = new ArrayList<>();
        batches.epoch(0).forEachRemaining(kept::add);
        Iterator<Batch> reused = batches.epochReusingTensors(0);
        for (Batch batch : kept) {
            Batch same = reused.next();
            assertArrayEquals(
                    same.inputs().get(0).toArray(), batch.inputs().get(0).toArray());
        }
    }

    @Test
    void readsViewsFromTheirOffset() {
        Batches batches = Batches.of(List.of(rows(6, 2).rows(2, 6)), List.of(), List.of(), 4, true, 1);
        float sum = 0;
        for (float v : batches.epoch(0).next().inputs().get(0).toArray()) {
            sum += v;
        }
        assertEquals(20 + 21 + 30 + 31 + 40 + 41 + 50 + 51, sum);
    }

    @Test
    void returnsNoBatchForNoRows() {
        Batches batches = batches(0, 2, 4, true, 1);
        assertEquals(0, batches.count().getAsInt());
        assertFalse(batches.epoch(0).hasNext());
    }

    @Test
    void refusesTensorsWithDifferentNumbersOfRows() {
        Exception e = assertThrows(
                ShapeException.class,
                () -> Batches.of(List.of(rows(4, 2)), List.of(multiples(3, 1)), List.of(), 2, false, 0));
        assertEquals(
                "the first axis counts the samples and must agree: input 0 has 4, but target 0 has shape (3).",
                e.getMessage());
        assertThrows(OptionException.class, () -> batches(4, 2, 0, false, 0));
    }
}
