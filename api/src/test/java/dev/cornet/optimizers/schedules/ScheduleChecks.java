package dev.cornet.optimizers.schedules;

import static dev.cornet.optimizers.OptimizerChecks.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.golden.GoldenCase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tests that every learning rate schedule of the library has to pass. */
abstract class ScheduleChecks {
    abstract LearningRateSchedule schedule();

    @Test
    final void matchesKeras() {
        List<String> names = GoldenCase.names("schedules", schedule().getClass());
        assertTrue(names.size() > 0);
        for (String name : names) {
            JsonNode tree = GoldenCase.read("schedules", name).tree();
            LearningRate schedule = Configs.read(LearningRate.class, tree.get("config"));
            GoldenCase.assertKerasOptions(schedule, tree.get("config"));
            for (int i = 0; i < tree.get("steps").size(); i++) {
                long step = tree.get("steps").get(i).asLong();
                double expected = tree.get("values").get(i).asDouble();
                assertEquals(expected, schedule.at(step), 1e-8 + 1e-5 * expected, name + " at " + step);
            }
        }
    }

    @Test
    final void isNamedAsInKerasUntilNamed() {
        String name = Configs.options(schedule()).get("name").asText();
        String golden = GoldenCase.names("schedules", schedule().getClass()).get(0);
        JsonNode config =
                GoldenCase.read("schedules", golden).tree().get("config").get("config");
        assertEquals(config.get("name").asText(), name);
    }

    /** A schedule that falls from an initial rate by a decay rate in each number of steps. */
    interface DecayByRate {
        LearningRateSchedule of(double initialRate, int steps, double decayRate);
    }

    static void assertRefusesBadOptions(String name, DecayByRate decay) {
        assertRefused(name + ": initial_learning_rate must be 0 or more, got -0.1", () -> decay.of(-0.1, 10, 0.5));
        assertRefused(name + ": decay_steps must be positive, got 0", () -> decay.of(0.1, 0, 0.5));
        assertRefused(name + ": decay_rate must be 0 or more, got -0.5", () -> decay.of(0.1, 10, -0.5));
    }

    static void assertRates(LearningRate schedule, long[] steps, double... expected) {
        for (int i = 0; i < steps.length; i++) {
            assertEquals(expected[i], schedule.at(steps[i]), 1e-12, "step " + steps[i]);
        }
    }
}
