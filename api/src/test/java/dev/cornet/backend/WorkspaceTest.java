package dev.cornet.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Tests that every slot is a place of its own, in each thread, whose array is reused and grows. */
class WorkspaceTest {
    @Test
    void everySlotHasAnArrayOfItsOwn() {
        Set<Object> arrays = new HashSet<>();
        Slot[] several = Slot.several(40);
        for (Slot slot : several) {
            arrays.add(Workspace.floats(slot, 10)); // arrays are equal only to themselves
        }
        arrays.add(Workspace.floats(Slot.of(), 10));
        assertEquals(41, arrays.size());
    }

    @Test
    void reusesTheArrayOfASlotAndLetsItGrow() {
        Slot slot = Slot.of();
        float[] array = Workspace.floats(slot, 100);
        assertSame(array, Workspace.floats(slot, 3));
        float[] larger = Workspace.floats(slot, 5_000);
        assertTrue(larger.length >= 5_000);
        assertNotSame(array, larger);
        assertSame(larger, Workspace.floats(slot, 100));
        float[] huge = Workspace.floats(slot, 5_000_000);
        assertTrue(huge.length >= 5_000_000);
        assertSame(huge, Workspace.floats(slot, 5_000_000));
        assertSame(larger, Workspace.floats(slot, 5_000), "arrays above 16 MB are held apart");
    }

    @Test
    void aSlotHoldsAnArrayOfEachKind() {
        Slot slot = Slot.of();
        double[] doubles = Workspace.doubles(slot, 7);
        float[][] planes = Workspace.planes(slot, 2, 9);
        float[][] references = Workspace.references(slot, 3);
        float[] floats = Workspace.floats(slot, 8);
        assertTrue(doubles.length >= 7 && planes[1].length >= 9 && references.length >= 3 && floats.length >= 8);
        assertSame(doubles, Workspace.doubles(slot, 7));
        assertSame(planes[0], Workspace.planes(slot, 3, 9)[0]);
        assertSame(references, Workspace.references(slot, 1));
        assertSame(floats, Workspace.floats(slot, 1));
    }

    @Test
    void viewsTheArrayOfASlotOnceForEachLength() {
        Slot slot = Slot.of();
        Tensor vector = Workspace.vector(slot, 10);
        assertEquals(Shape.of(10), vector.shape());
        assertSame(Workspace.floats(slot, 10), vector.data());
        assertSame(vector, Workspace.vector(slot, 10));
        Tensor shorter = Workspace.vector(slot, 9);
        assertEquals(9, shorter.size());
        assertSame(vector.data(), shorter.data());
        float[] larger = Workspace.floats(slot, 10_000);
        assertSame(larger, Workspace.vector(slot, 9).data(), "not the array that the slot no longer holds");
    }

    @Test
    void sharesOnes() {
        float[] ones = Workspace.ones(3);
        assertTrue(ones.length >= 3 && ones[0] == 1 && ones[2] == 1);
        assertEquals(1, Workspace.ones(ones.length + 5)[ones.length + 4]);
    }

    @Test
    void threadsHaveArraysOfTheirOwn() throws InterruptedException {
        Slot slot = Slot.of();
        AtomicReference<float[]> other = new AtomicReference<>();
        Thread thread = new Thread(() -> other.set(Workspace.floats(slot, 5)));
        thread.start();
        thread.join();
        assertNotSame(other.get(), Workspace.floats(slot, 5));
    }
}
