package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;
import dev.cornet.config.SubclassOptionsFirst;

/**
 * A schedule whose option methods return its own type, so that calls chain in any order.
 *
 * @param <S> the schedule class itself
 */
@SubclassOptionsFirst
abstract class FluentSchedule<S extends FluentSchedule<S>> extends LearningRateSchedule {
    @Option
    private String name;

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
    final S checked() {
        check();
        return (S) this;
    }
}
