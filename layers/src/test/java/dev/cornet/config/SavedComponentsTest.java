package dev.cornet.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.constraints.Constraint;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.initializers.Initializer;
import dev.cornet.layers.Bidirectional;
import dev.cornet.layers.Dense;
import dev.cornet.layers.GRU;
import dev.cornet.layers.Lambda;
import dev.cornet.layers.OwnCells;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.optimizers.schedules.LearningRateSchedule;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For every component with random options: its record can be read and gives the same record again, or writing refuses the component. */
class SavedComponentsTest {
    static {
        OwnCells.register(); // the golden cases of RNN name them
    }

    private static final int TRIALS = 60;
    private static final List<Class<? extends Configurable>> FAMILIES = List.of(
            Layer.class,
            ActivationFunction.class,
            Initializer.class,
            Regularizer.class,
            Constraint.class,
            Loss.class,
            Metric.class,
            Optimizer.class,
            LearningRateSchedule.class);
    private static final String[] TEXTS = {"valid", "same", "causal", "channels_last", "concat", "sum", "word", ""};

    /** The identity, as a function that a Lambda can save. */
    public static final class IdentityFunction implements Lambda.Function {
        @Override
        public Output apply(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    static Stream<Class<? extends Configurable>> components() {
        return FAMILIES.stream()
                .flatMap(family -> Registry.components(family).stream())
                .filter(component -> !component.isMemberClass());
    }

    private static Class<? extends Configurable> family(Class<?> component) {
        return FAMILIES.stream()
                .filter(f -> f.isAssignableFrom(component))
                .findFirst()
                .orElseThrow();
    }

    /** Writes and reads a component, and compares the records; false if writing refuses it. */
    private static boolean isReadBack(Configurable component) {
        JsonNode record;
        try {
            record = Configs.write(component);
        } catch (OptionException refused) {
            return false;
        }
        Configurable copy = Configs.read(family(component.getClass()), record);
        assertEquals(component.getClass(), copy.getClass());
        assertEquals(record, Configs.write(copy));
        return true;
    }

    @ParameterizedTest
    @MethodSource("components")
    void isReadBackOrRefused(Class<? extends Configurable> type) {
        Random random = new Random(7);
        isReadBack(Registry.newInstance(type));
        int saved = isReadBack(valid(type, 0)) ? 1 : 0;
        for (int i = 0; i < TRIALS; i++) {
            Configurable component = i % 3 == 0 ? Registry.newInstance(type) : valid(type, i);
            int changes = i % 2 == 0 ? 1 : 8;
            for (OptionField option : OptionField.of(type)) {
                if (option.required() || option.get(component) == null || random.nextInt(8) < changes) {
                    option.set(component, value(option, component, random, 0));
                }
            }
            saved += isReadBack(component) ? 1 : 0;
            if (component instanceof Layer layer) {
                isReadBack(new TimeDistributed(layer));
                isReadBack(new TimeDistributed(new TimeDistributed(layer)));
            }
        }
        assertTrue(saved > 0 || type == Lambda.class, type + " is never saved");
    }

    /** A component with consistent options: from the test cases recorded from Keras, if there are any. */
    private static Configurable valid(Class<? extends Configurable> type, int i) {
        String cases = Layer.class.isAssignableFrom(type)
                ? "layers"
                : LearningRateSchedule.class.isAssignableFrom(type) ? "schedules" : "";
        if (cases.isEmpty() || type == Lambda.class) {
            return Registry.newInstance(type);
        }
        List<Golden> all = Golden.cases(cases, type.getSimpleName());
        return Configs.read(family(type), all.get(i % all.size()).get("config"));
    }

    /** A random value of an option's type, usually a valid one, sometimes null. */
    private static @Nullable Object value(OptionField option, Configurable component, Random random, int depth) {
        Class<?> type = option.field().getType();
        Object current = option.get(component);
        if (!type.isPrimitive() && random.nextInt(5) == 0) {
            return null;
        } else if (type == List.class) {
            return current;
        } else if (type.isArray() && current != null && random.nextBoolean()) {
            return current;
        }
        return value(type, random, depth);
    }

    private static @Nullable Object value(Class<?> type, Random random, int depth) {
        if (Configurable.class.isAssignableFrom(type)) {
            return component(type.asSubclass(Configurable.class), random, depth);
        } else if (type == boolean.class || type == Boolean.class) {
            return random.nextBoolean();
        } else if (type == int.class || type == Integer.class) {
            return random.nextInt(7) - 1;
        } else if (type == long.class || type == Long.class) {
            return (long) random.nextInt(9);
        } else if (type == double.class || type == Double.class) {
            return random.nextInt(10) == 0 ? Double.NaN : random.nextInt(12) / 8.0 - 0.125;
        } else if (type == float.class || type == Float.class) {
            return random.nextInt(12) / 8f - 0.125f;
        } else if (type == String.class) {
            return TEXTS[random.nextInt(TEXTS.length)];
        } else if (type.isEnum()) {
            return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
        } else if (type == Shape.class) {
            return Shape.of(random.nextInt(4), 2);
        } else if (type == int[].class) {
            return random.ints(1 + random.nextInt(3), 1, 4).toArray();
        } else if (type == double[].class) {
            return random.doubles(1 + random.nextInt(3)).toArray();
        }
        return null;
    }

    private static @Nullable Configurable component(Class<? extends Configurable> family, Random random, int depth) {
        if (family == Lambda.Function.class) {
            return new IdentityFunction();
        } else if (family == LearningRate.class) {
            return null;
        } else if (family == Layer.class) {
            return random.nextBoolean() ? new Dense(2) : new GRU(2).goBackwards(random.nextBoolean());
        }
        List<Class<? extends Configurable>> all = new ArrayList<>(Registry.components(family));
        Configurable component = Registry.newInstance(all.get(random.nextInt(all.size())));
        for (OptionField option : OptionField.of(component.getClass())) {
            if (depth < 2 && random.nextInt(3) == 0) {
                option.set(component, value(option, component, random, depth + 1));
            }
        }
        return component;
    }

    // ---- options of users' classes

    /** Has options whose default is null, with and without annotation. */
    public static final class NullDefaults extends IdentityActivation {
        @Option
        private String unmarked;

        @Option
        private @Nullable String marked;

        @Option
        private Integer number;

        @Option
        private Initializer component;

        @Option
        private int[] list;
    }

    /** Computes the identity. */
    public abstract static class IdentityActivation extends ActivationFunction {
        @Override
        public Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** Has options with defaults, one of a type that cannot be saved. */
    public static final class UnsavableOption extends IdentityActivation {
        @Option
        private String text = "something";

        @Option(required = true)
        private Object object = "text";
    }

    /** Refuses an option out of range. */
    public static final class Positive extends IdentityActivation {
        @Option
        private int number = 1;

        @Override
        public void check() {
            OptionChecks.require(this, number > 0, "the number must be positive, got %d", number);
        }
    }

    @Test
    void nullIsAllowedWhereItIsTheDefault() {
        assertTrue(isReadBack(new NullDefaults()));
        NullDefaults some = new NullDefaults();
        some.unmarked = "text";
        some.list = new int[] {1, 2};
        assertTrue(isReadBack(some));
    }

    @Test
    void optionsThatReadingWouldRefuseAreNotWritten() {
        UnsavableOption unsavable = new UnsavableOption();
        String type = assertThrows(OptionException.class, () -> Configs.write(unsavable))
                .getMessage();
        assertTrue(type.contains("[object] cannot be saved") && type.contains("has no saved form"), type);
        unsavable.text = null;
        String none = assertThrows(OptionException.class, () -> Configs.write(unsavable))
                .getMessage();
        assertTrue(none.contains("[text] cannot be saved: it is null"), none);
        Positive positive = new Positive();
        positive.number = -1;
        String refused = assertThrows(OptionException.class, () -> Configs.write(positive))
                .getMessage();
        assertTrue(refused.contains("the number must be positive, got -1"), refused);
    }

    @Test
    void aWrapperWithoutALayerIsRefused() {
        for (Class<? extends Layer> wrapper : List.of(TimeDistributed.class, Bidirectional.class, Lambda.class)) {
            Layer empty = Registry.newInstance(wrapper);
            assertThrows(CornetException.class, () -> Configs.write(empty), wrapper.getSimpleName());
        }
    }
}
