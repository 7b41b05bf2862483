package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.SGD;
import dev.cornet.optimizers.schedules.ExponentialDecay;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Tests of ReduceLROnPlateau. {@link KerasCallbacksTest} compares its decisions with Keras'. */
class ReduceLROnPlateauTest {
    @Test
    void refusesAFactorThatDoesNotReduce() {
        assertEquals(
                "ReduceLROnPlateau: factor must be above 0 and below 1, got 1.0",
                assertThrows(OptionException.class, () -> new ReduceLROnPlateau().factor(1))
                        .getMessage());
    }

    @Test
    void aScheduleCannotBeReduced() {
        Sequential model = new Sequential();
        model.add(new Dense(1).inputShape(1));
        model.compile(new SGD(new ExponentialDecay(0, 1, 0.5)), "mse");
        Tensor x = Tensor.zeros(2, 1);
        Tensor y = Tensor.of(new float[] {1, 1}, 2, 1);
        Fit fit = new Fit()
                .verbose(0)
                .epochs(3)
                .callbacks(new ReduceLROnPlateau().monitor("loss").patience(1).minLr(-1));
        String message =
                assertThrows(OptionException.class, () -> model.fit(x, y, fit)).getMessage();
        assertTrue(
                message.startsWith("ReduceLROnPlateau cannot change a learning rate that follows a schedule"), message);
        assertEquals(0, model.optimizer().steps(), "before the first step");
    }
}
