package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.cornet.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Tests of {@link ShapeCache}. */
class ShapeCacheTest {
    private final ShapeCache<int[]> sizes = new ShapeCache<>(shape -> new int[] {shape.size()});

    @Test
    void returnsTheSameObjectForTheSameShape() {
        assertSame(sizes.get(Shape.of(2, 3)), sizes.get(Shape.of(2, 3)));
    }

    @Test
    void createsANewObjectForAnotherShape() {
        assertEquals(6, sizes.get(Shape.of(2, 3))[0]);
        assertEquals(8, sizes.get(Shape.of(2, 4))[0]);
        assertEquals(6, sizes.get(Shape.of(2, 3))[0]);
    }
}
