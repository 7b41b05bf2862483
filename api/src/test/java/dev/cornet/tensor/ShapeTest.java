package dev.cornet.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.ShapeException;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final Shape sample = Shape.of(28, 28, 1);

    @Test
    void distinguishesBatchesOfDifferentSizes() {
        assertEquals(Shape.of(32, 28, 28, 1), sample.withBatch(32));
        assertEquals(Shape.of(16, 28, 28, 1), sample.withBatch(16));
        assertEquals(Shape.of(32, 28, 28, 1), sample.withBatch(32));
    }

    @Test
    void cachesTheShapeOfABatch() {
        Shape batch = sample.withBatch(32);
        assertSame(batch, sample.withBatch(32));
        assertSame(sample, batch.withoutBatch());
        Shape other = Shape.of(8, 5);
        assertSame(other.withoutBatch(), other.withoutBatch());
    }

    @Test
    void refusesInvalidSizes() {
        assertThrows(ShapeException.class, () -> sample.withBatch(-2));
        assertThrows(ShapeException.class, Shape.SCALAR::withoutBatch);
    }
}
