package dev.cornet.optimizers;

import static dev.cornet.optimizers.OptimizerChecks.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.optimizers.schedules.ConstantLearningRate;
import org.junit.jupiter.api.Test;

/** The options that all optimizers share. */
final class OptimizerOptionsTest {
    @Test
    void rejectsBadOptions() {
        assertRefused("learning_rate must be a finite number, 0 or more, got -0.1", () -> new SGD(-0.1));
        assertRefused(
                "learning_rate must be a finite number, 0 or more, got NaN", () -> new SGD().learningRate(Double.NaN));
        assertRefused("SGD: weight_decay must be 0 or more, got -0.1", () -> new SGD().weightDecay(-0.1));
        assertRefused("SGD: clipnorm must be positive, got 0.0", () -> new SGD().clipnorm(0));
        assertRefused("SGD: global_clipnorm must be positive, got -1.0", () -> new SGD().globalClipnorm(-1));
        assertRefused("SGD: clipvalue must be positive, got 0.0", () -> new SGD().clipvalue(0));
        assertRefused("SGD: ema_momentum must be between 0 and 1, got 1.5", () -> new SGD().emaMomentum(1.5));
        assertRefused(
                "SGD: ema_overwrite_frequency must be 1 or more, got 0", () -> new SGD().emaOverwriteFrequency(0));
        assertRefused(
                "SGD: gradient_accumulation_steps must be 2 or more, got 1",
                () -> new SGD().gradientAccumulationSteps(1));
    }

    @Test
    void rejectsTwoWaysOfClipping() {
        assertRefused(
                "SGD: only one of clipnorm, global_clipnorm and clipvalue can be set, got clipnorm 1.0,"
                        + " global_clipnorm null, clipvalue 0.5",
                () -> new SGD().clipnorm(1).clipvalue(0.5));
    }

    @Test
    void rejectsALossScaleFactor() {
        SGD read = new SGD();
        read.lossScaleFactor = 1024.0;
        assertRefused(
                "SGD: loss_scale_factor keeps gradients in the range of float16; Cornet computes in float32, where"
                        + " it changes nothing. Leave it out (got 1024.0).",
                read::check);
    }

    @Test
    void optionsChainInAnyOrder() {
        SGD sgd = new SGD(0.5)
                .clipnorm(1)
                .momentum(0.9)
                .named("mine")
                .weightDecay(0.1)
                .nesterov(true)
                .learningRate(0.25)
                .learningRate(new ConstantLearningRate(0.125));
        assertEquals("mine", sgd.name());
        assertEquals(0.125, sgd.learningRate());
    }
}
