package dev.cornet.formats.keras;

import java.util.List;
import java.util.Set;

/** The names of the slots of Keras 2 optimizers, from which the order of the slots in a file follows. */
final class LegacyOptimizerSlots {
    /**
     * TensorFlow's names of kinds of slots: the last part of {@code Adam/dense/kernel/m:0}, or the second part of {@code
     * Adam/m/dense/kernel:0}.
     */
    private static final Set<String> KINDS = Set.of(
            "m", "v", "vhat", "rms", "mg", "momentum", "velocity", "accumulator", "accum_grad", "accum_var", "linear");

    private LegacyOptimizerSlots() {}

    /** Whether slots with these names are ordered by kind first, and not by weight as in Keras 3. */
    static boolean areGrouped(List<String> slots, int weights) {
        return slots.stream()
                        .limit(weights)
                        .map(LegacyOptimizerSlots::kind)
                        .distinct()
                        .count()
                <= 1;
    }

    /** Whether a name is that of the learning rate, which only newer files contain. */
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
