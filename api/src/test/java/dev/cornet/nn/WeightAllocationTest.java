package dev.cornet.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.initializers.Ones;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class WeightAllocationTest {
    /** A layer with a weight of {@code n} values that is initialized to ones. */
    private static final class Scale extends UnaryLayer<Scale> {
        private final int n;

        Scale(int n) {
            this.n = n;
        }

        @Override
        protected void build(Shape in) {
            weight("scale", Shape.of(n), new Ones());
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }

        float[] values() {
            return variables().get(0).mutableValue().toArray();
        }
    }

    private static Scale scale(int n) {
        Scale scale = new Scale(n);
        new InputLayer(Shape.of(2)).symbol().then(scale);
        return scale;
    }

    @Test
    void leavesWeightsAtZero() {
        assertArrayEquals(
                new float[3], WeightAllocation.uninitialized(12, () -> scale(3)).values());
    }

    /** A user's layer may read its weights while it is built, so large ones have arrays too. */
    @Test
    void weightsOfUsersLayersHaveArraysInADryRun() {
        int n = (1 << 18) + 1;
        Scale scale = WeightAllocation.dryRun(() -> scale(n));
        assertEquals(n, scale.variables().get(0).value().data().length);
    }

    @Test
    void appliesOnlyDuringTheCallAndOnItsThread() {
        float[] onOtherThread = WeightAllocation.uninitialized(
                0, () -> CompletableFuture.supplyAsync(() -> scale(2)).join().values());
        assertArrayEquals(new float[] {1, 1}, onOtherThread);
        assertThrows(
                IllegalStateException.class,
                () -> WeightAllocation.uninitialized(99, () -> {
                    throw new IllegalStateException();
                }));
        assertArrayEquals(new float[] {1, 1}, scale(2).values());
    }

    @Test
    void refusesMoreWeightsThanTheFileHolds() {
        ModelFormatException exception = assertThrows(
                ModelFormatException.class,
                () -> WeightAllocation.uninitialized(20, () -> {
                    scale(3);
                    return scale(3);
                }));
        assertEquals(
                "the layers need more than 20 bytes of weights, which the file cannot hold", exception.getMessage());
    }

    @Test
    void refusesAnArrayBeforeAllocatingIt() {
        assertThrows(
                ModelFormatException.class,
                () -> WeightAllocation.uninitialized(1000, () -> scale(Integer.MAX_VALUE - 8)));
    }

    @Test
    void aNestedCallHasItsOwnLimit() {
        Scale outer = WeightAllocation.uninitialized(8, () -> {
            WeightAllocation.uninitialized(12, () -> scale(3));
            return scale(2);
        });
        assertArrayEquals(new float[2], outer.values());
    }
}
