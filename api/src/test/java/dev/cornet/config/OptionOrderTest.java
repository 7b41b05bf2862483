package dev.cornet.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionOrderTest {
    static final class Weight implements OptionGroup {
        @Option
        String initializer = "";

        @Option
        String constraint = "";
    }

    static class Base implements Configurable {
        @Option
        int name;
    }

    @SubclassOptionsFirst
    static class WithBias extends Base {
        @Option
        boolean useBias;

        @Option("bias")
        final Weight biasOptions = new Weight();

        @Option(after = "bias_initializer")
        int penalty;
    }

    static class WithKernel extends WithBias {
        @Option("kernel")
        final Weight kernelOptions = new Weight();

        @Option
        int units;
    }

    static class Gated extends WithKernel {
        @Option(after = "use_bias")
        int gates;

        @Option
        int steps;
    }

    /** As Keras' MeanIoU: num_classes, name, ignore_class, axis. */
    @OwnOptionsFirst
    static class WithClasses extends Base {
        @Option
        int numClasses;

        @Option(after = "name")
        int ignoreClass;

        @Option(after = "ignore_class")
        int axis;
    }

    static class WithThreshold extends WithClasses {
        @Option
        double threshold;
    }

    static class Lost extends Base {
        @Option(after = "units")
        int rate;
    }

    private static List<String> keys(Class<?> type) {
        return OptionField.of(type).stream().map(OptionField::key).toList();
    }

    @Test
    void putsASuperclassFirst() {
        assertEquals("name", keys(WithKernel.class).get(0));
        assertEquals(
                List.of("name", "use_bias", "bias_initializer", "penalty", "bias_constraint"), keys(WithBias.class));
    }

    @Test
    void putsAMarkedSuperclassLastAndTheOptionsOfGroupsTogether() {
        assertEquals(
                List.of(
                        "name",
                        "units",
                        "use_bias",
                        "kernel_initializer",
                        "bias_initializer",
                        "penalty",
                        "kernel_constraint",
                        "bias_constraint"),
                keys(WithKernel.class));
    }

    @Test
    void putsTheSuperclassOfAMarkedClassLast() {
        assertEquals(List.of("num_classes", "name", "ignore_class", "axis"), keys(WithClasses.class));
        assertEquals(List.of("num_classes", "threshold", "name", "ignore_class", "axis"), keys(WithThreshold.class));
    }

    @Test
    void movesASingleOption() {
        List<String> keys = keys(Gated.class);
        assertEquals(List.of("name", "units", "steps", "use_bias", "gates", "kernel_initializer"), keys.subList(0, 6));
    }

    @Test
    void namesAnUnknownNeighbour() {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> keys(Lost.class));
        assertEquals(
                "@Option(after = \"units\") of int dev.cornet.config.OptionOrderTest$Lost.rate names no other option of the"
                        + " class; give the key of one",
                e.getMessage());
    }
}
