package dev.cornet.testing;

import dev.cornet.exceptions.CornetException;
import dev.cornet.optimizers.schedules.LearningRate;

/**
 * The contract test of learning rate schedules: {@code ScheduleContract.check(new MySchedule(0.1))}.
 *
 * <p>It checks, for steps up to 2⁴⁰, that the rate is finite and not negative, depends on the step alone, and is the same after the
 * schedule is read from its saved form. A failed check is a {@link CornetException} that names it.
 */
public final class ScheduleContract {
    private static final long[] STEPS = {0, 1, 2, 3, 7, 10, 31, 100, 999, 1_000, 1_001, 20_000, 1_000_000, 1L << 40};

    private ScheduleContract() {}

    /** Checks a schedule. */
    public static void check(LearningRate schedule) {
        LearningRate read = OptionsContract.check(LearningRate.class, schedule);
        double[] rates = new double[STEPS.length];
        for (int i = 0; i < STEPS.length; i++) {
            rates[i] = schedule.at(STEPS[i]);
            OptionsContract.require(
                    Double.isFinite(rates[i]) && rates[i] >= 0,
                    schedule,
                    "the rate of step %d is %s, but must be finite and not negative",
                    STEPS[i],
                    rates[i]);
        }
        for (int i = STEPS.length - 1; i >= 0; i--) { // backwards: a rate must not depend on earlier calls
            requireSame(
                    schedule,
                    STEPS[i],
                    rates[i],
                    schedule.at(STEPS[i]),
                    "and %s when it is asked for again: a resumed training asks for the steps that follow only");
            requireSame(
                    schedule,
                    STEPS[i],
                    rates[i],
                    read.at(STEPS[i]),
                    "but %s when the schedule is read from its saved form: an option lacks @Option");
        }
    }

    private static void requireSame(LearningRate schedule, long step, double rate, double got, String difference) {
        OptionsContract.require(got == rate, schedule, "the rate of step %d is %s, " + difference, step, rate, got);
    }
}
