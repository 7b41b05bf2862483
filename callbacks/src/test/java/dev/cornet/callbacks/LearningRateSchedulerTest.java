package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.console.Console;
import dev.cornet.layers.Dense;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRateSchedulerTest {
    private static double[] rates(Callback callback, int initialEpoch) {
        Sequential model = new Sequential();
        model.add(new Dense(1).inputShape(1));
        model.compile(new SGD(0.8), "mse");
        Tensor x = Tensor.zeros(2, 1);
        return model.fit(
                        x,
                        x,
                        new Fit()
                                .verbose(0)
                                .epochs(4)
                                .initialEpoch(initialEpoch)
                                .callbacks(callback))
                .get("learning_rate");
    }

    @Test
    void setsAndLogsTheRateOfEachEpoch() {
        assertArrayEquals(
                new double[] {0.8, 0.4, 0.2, 0.1},
                rates(new LearningRateScheduler((epoch, current) -> epoch == 0 ? current : current / 2), 0));
        assertArrayEquals(
                new double[] {0.5, 0.25}, rates(LearningRateScheduler.byEpoch(epoch -> 1.0 / (1 << (epoch - 1))), 2));
        assertArrayEquals(
                new double[] {0.4, 0.2, 0.1, 0.05},
                rates(LearningRateScheduler.fromPrevious(current -> current / 2), 0));
    }

    @Test
    void printsTheRateIfVerbose() {
        PrintStream console = Console.stream();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Console.set(new PrintStream(printed, true, StandardCharsets.UTF_8), false);
        try {
            rates(LearningRateScheduler.byEpoch(epoch -> 1e-5).verbose(1), 3);
        } finally {
            Console.set(console, System.console() != null);
        }
        assertEquals(
                List.of("", "Epoch 4: LearningRateScheduler setting learning rate to 1e-05."),
                printed.toString(StandardCharsets.UTF_8).lines().toList());
    }
}
