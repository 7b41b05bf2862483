package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.assertLosses;
import static dev.cornet.losses.LossChecks.assertRefused;
import static dev.cornet.losses.LossChecks.check;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class HuberTest {
    @Test
    void matchesHandComputedValues() {
        // δ = 1: ½·0.5² = 0.125 for |x| ≤ δ, 3 − ½ = 2.5 for |x| > δ.  δ = 2: 2·3 − ½·4 = 4
        Tensor zero = Tensor.zeros(2, 1);
        Tensor p = Tensor.of(new float[][] {{0.5f}, {-3}});
        assertLosses(new Huber(), zero, p, 0.125, 2.5);
        assertLosses(new Huber().delta(2), zero, p, 0.125, 4);
    }

    @Test
    void matchesKerasWithOtherDeltas() {
        check(GoldenCase.read("losses", "huber_delta"), new Huber().delta(0.4));
        check(GoldenCase.read("losses", "huber_delta_large"), new Huber().delta(3));
    }

    @Test
    void isNamedAsInKeras() {
        assertEquals("huber_loss", new Huber().name());
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("Huber: delta must be positive, got 0.0", () -> new Huber().delta(0));
    }
}
