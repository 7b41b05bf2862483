package dev.cornet.optimizers.schedules;

import dev.cornet.config.KerasNames;
import dev.cornet.config.Option;
import dev.cornet.config.SubclassOptionsFirst;

/**
 * A schedule whose option methods return its own type, so that calls chain in any order. {@link BaseDecay} adds an initial learning rate and
 * a number of steps; this class is for any other schedule:
 *
 * <pre>{@code
 * public final class Noam extends FluentSchedule<Noam> {                     // η = f·min((t + 1)^−½, (t + 1)·warmup^−1.5)
 *     @Option private double factor = 0.04;
 *     @Option private long warmup = 4000;
 *
 *     public Noam factor(double factor) {
 *         this.factor = factor;
 *         return checked();
 *     }
 *     public Noam warmup(long warmup) {
 *         this.warmup = warmup;
 *         return checked();
 *     }
 *     @Override public double at(long step) {
 *         return factor * Math.min(Math.pow(step + 1, -0.5), (step + 1) * Math.pow(warmup, -1.5));
 *     }
 * }
 * }</pre>
 *
 * <p>Options are fields with {@link Option}; override {@code check} to refuse values, by {@code require}.
 *
 * @param <S> the schedule class itself
 */
@SubclassOptionsFirst
public abstract class FluentSchedule<S extends FluentSchedule<S>> extends LearningRateSchedule {
    @Option
    private String name;

    /** With the name of the class. */
    protected FluentSchedule() {
        this.name = KerasNames.of(getClass());
    }

    FluentSchedule(String name) {
        this.name = name;
    }

    /** The name in saved models; default Keras' name of the schedule. */
    public final S named(String name) {
        this.name = name;
        return checked();
    }

    /** For the end of an option method: refuses an invalid value at once, and returns this schedule. */
    @SuppressWarnings("unchecked") // S is the class itself, by the bound
    protected final S checked() {
        check();
        return (S) this;
    }
}
