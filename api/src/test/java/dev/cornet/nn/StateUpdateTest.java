package dev.cornet.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.CornetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Which updates of moving averages are refused, and what the exceptions say. */
class StateUpdateTest {
    private static final double[] ONE = {1};
    private static final double[] THREE = {1, 2, 3};

    private static void assertRefused(String message, Executable use) {
        assertEquals(message, assertThrows(CornetException.class, use).getMessage());
    }

    @Test
    void eachChannelHasACountAMeanAndAVariance() {
        assertRefused(
                "StateUpdate.movingMean: counts has 1 value, but mean has 3; give one for each channel.",
                () -> StateUpdate.movingMean(ONE, THREE, 0.9));
        assertRefused(
                "StateUpdate.movingVariance: counts has 3 values, but mean has 1; give one for each channel.",
                () -> StateUpdate.movingVariance(THREE, ONE, THREE, 0.9));
        assertRefused(
                "StateUpdate.movingVariance: variance has 1 value, but mean has 3; give one for each channel.",
                () -> StateUpdate.movingVariance(THREE, THREE, ONE, 0.9));
    }

    @Test
    void theMomentumIsANumber() {
        assertRefused(
                "StateUpdate.movingMean: momentum must be between 0 and 1, got NaN",
                () -> StateUpdate.movingMean(ONE, ONE, Double.NaN));
        assertRefused(
                "StateUpdate.movingVariance: momentum must be between 0 and 1, got 1.5",
                () -> StateUpdate.movingVariance(ONE, ONE, ONE, 1.5));
    }

    @Test
    void onlyAveragesOfOneKindAreMerged() {
        StateUpdate mean = StateUpdate.movingMean(ONE, ONE, 0.9);
        StateUpdate variance = StateUpdate.movingVariance(ONE, ONE, ONE, 0.9);
        String kinds = "is averaged over the mean of one part of a batch and over the variance of another;"
                + " use movingMean or movingVariance for all parts";
        assertRefused(kinds, () -> mean.merge(variance));
        assertRefused(kinds, () -> variance.merge(mean));
        assertRefused(
                "is averaged with momentum 0.9 over one part of a batch and with momentum 0.5 over another;"
                        + " use one momentum for all parts",
                () -> mean.merge(StateUpdate.movingMean(ONE, ONE, 0.5)));
        StateUpdate.MovingAverage merged =
                (StateUpdate.MovingAverage) mean.merge(StateUpdate.movingMean(new double[] {3}, new double[] {5}, 0.9));
        assertArrayEquals(new double[] {4}, merged.mean());
    }
}
