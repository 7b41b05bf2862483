package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.DataException;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Embedding}: integers to vectors. */
final class EmbeddingTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                integers(() -> new Embedding(5, 3), 5, Shape.of(4)),
                integers(() -> new Embedding(5, 3).embeddingsRegularizer("l2").maskZero(true), 5, Shape.of(2, 3)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = row(2, 0, 2);
        Embedding embedding = build(new Embedding(3, 2), x);
        embedding.setWeights(Tensor.of(new float[][] {{1, 2}, {3, 4}, {5, 6}}));
        LayerRun run = run(embedding, x);
        assertTensor(Tensor.of(new float[] {5, 6, 1, 2, 5, 6}, 1, 3, 2), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 3, 2)));
        assertTensor(
                Tensor.of(new float[][] {{3, 4}, {0, 0}, {6, 8}}),
                back.dws().get(embedding.variables().get(0)));
        assertTensor(row(0, 0, 0), back.dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "Embedding: input_dim, the number of different inputs, must be positive, got 0",
                () -> new Embedding(0, 3));
        rejects(
                "Embedding: output_dim, the length of the vectors, must be positive, got -1",
                () -> new Embedding(3, -1));
    }

    @Test
    void masksZeroIfAsked() {
        assertEquals(null, new Embedding(3, 2).computeMask(List.of(Shape.of(-1, 3)), List.of()));
        Embedding embedding = new Embedding(3, 2).maskZero(true);
        assertEquals(
                Shape.of(-1, 3),
                Objects.requireNonNull(embedding.computeMask(List.of(Shape.of(-1, 3)), List.of()))
                        .shape());
        assertArrayEquals(
                new float[] {1, 0, 1},
                LayerAccess.mask(embedding, List.of(row(2, 0, 1)), Pass.inference())
                        .toArray());
    }

    @Test
    void reportsAnIndexOutOfRange() {
        Tensor x = row(1, 3);
        Embedding embedding = build(new Embedding(3, 2).named("words"), x);
        DataException e = assertThrows(DataException.class, () -> run(embedding, x));
        assertEquals(
                "words (Embedding): expected numbers from 0 to 2, got 3.0. Count from 0, and let input_dim be above the largest number of the data.",
                e.getMessage());
        assertThrows(DataException.class, () -> run(embedding, row(-1)));
        assertThrows(DataException.class, () -> run(embedding, row(Float.NaN)));
    }
}
