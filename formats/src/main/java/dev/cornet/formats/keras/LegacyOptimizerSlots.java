package dev.cornet.formats.keras;

import java.util.List;
import java.util.Set;

/** The names of what an optimizer of Keras 2 remembers, which tell the order in which it lies in a file. */
final class LegacyOptimizerSlots {
    /** TensorFlow's names of slots: the last part of {@code Adam/dense/kernel/m:0}, the second one of {@code Adam/m/dense/kernel:0}. */
    private static final Set<String> KINDS = Set.of(
            "m", "v", "vhat", "rms", "mg", "momentum", "velocity", "accumulator", "accum_grad", "accum_var", "linear");

    private LegacyOptimizerSlots() {}

    /** True where all weights' slots of one kind come before those of the next, and not weight by weight as in Keras 3. */
    static boolean areGrouped(List<String> slots, int weights) {
        return slots.stream()
                        .limit(weights)
                        .map(LegacyOptimizerSlots::kind)
                        .distinct()
                        .count()
                <= 1;
    }

    /** True for the name of a learning rate, which newer files hold. */
    static boolean isRate(String name) {
        return name.contains("learning_rate");
    }

    private static String kind(String name) {
        String[] parts = name.replaceFirst(":\\d+$", "").split("/");
        String last = parts[parts.length - 1].replaceFirst("_\\d+$", "");
        if (KINDS.contains(last)) {
            return last;
        }
        return parts.length > 2 && KINDS.contains(parts[1]) ? parts[1] : "";
    }
}
