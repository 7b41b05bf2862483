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

/** What is written can be read and is then the same, for every class of every family and random options; what cannot be read is not written. */
class SavedUnitsTest {
    private static final int DRAWS = 60;
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

    /** A function that a Lambda can save. */
    public static final class Same implements Lambda.Function {
        @Override
        public Output apply(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    static Stream<Class<? extends Configurable>> units() {
        return FAMILIES.stream()
                .flatMap(family -> Registry.units(family).stream())
                .filter(unit -> !unit.isMemberClass());
    }

    private static Class<? extends Configurable> family(Class<?> unit) {
        return FAMILIES.stream()
                .filter(f -> f.isAssignableFrom(unit))
                .findFirst()
                .orElseThrow();
    }

    /** False where the unit is refused. */
    private static boolean comesBack(Configurable unit) {
        JsonNode record;
        try {
            record = Configs.write(unit);
        } catch (OptionException refused) {
            return false;
        }
        Configurable back = Configs.read(family(unit.getClass()), record);
        assertEquals(unit.getClass(), back.getClass());
        assertEquals(record, Configs.write(back));
        return true;
    }

    @ParameterizedTest
    @MethodSource("units")
    void comesBackOrIsRefused(Class<? extends Configurable> type) {
        Random random = new Random(7);
        comesBack(Registry.newInstance(type));
        int good = comesBack(valid(type, 0)) ? 1 : 0;
        for (int i = 0; i < DRAWS; i++) {
            Configurable unit = i % 3 == 0 ? Registry.newInstance(type) : valid(type, i);
            int changes = i % 2 == 0 ? 1 : 8;
            for (OptionField option : OptionField.of(type)) {
                if (option.required() || option.get(unit) == null || random.nextInt(8) < changes) {
                    option.set(unit, value(option, unit, random, 0));
                }
            }
            good += comesBack(unit) ? 1 : 0;
            if (unit instanceof Layer layer) {
                comesBack(new TimeDistributed(layer));
                comesBack(new TimeDistributed(new TimeDistributed(layer)));
            }
        }
        assertTrue(good > 0 || type == Lambda.class, type + " is never saved");
    }

    /** One with options that fit together: of Keras' cases where there are some. */
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

    /** A value of an option's type, mostly one that fits; null now and then. */
    private static @Nullable Object value(OptionField option, Configurable unit, Random random, int depth) {
        Class<?> type = option.field().getType();
        Object before = option.get(unit);
        if (!type.isPrimitive() && random.nextInt(5) == 0) {
            return null;
        } else if (type == List.class) {
            return before;
        } else if (type.isArray() && before != null && random.nextBoolean()) {
            return before;
        }
        return value(type, random, depth);
    }

    private static @Nullable Object value(Class<?> type, Random random, int depth) {
        if (Configurable.class.isAssignableFrom(type)) {
            return unit(type.asSubclass(Configurable.class), random, depth);
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

    private static @Nullable Configurable unit(Class<? extends Configurable> family, Random random, int depth) {
        if (family == Lambda.Function.class) {
            return new Same();
        } else if (family == LearningRate.class) {
            return null;
        } else if (family == Layer.class) {
            return random.nextBoolean() ? new Dense(2) : new GRU(2).goBackwards(random.nextBoolean());
        }
        List<Class<? extends Configurable>> all = new ArrayList<>(Registry.units(family));
        Configurable unit = Registry.newInstance(all.get(random.nextInt(all.size())));
        for (OptionField option : OptionField.of(unit.getClass())) {
            if (depth < 2 && random.nextInt(3) == 0) {
                option.set(unit, value(option, unit, random, depth + 1));
            }
        }
        return unit;
    }

    // ---- options of users' classes

    /** An option whose default is null, in each way of marking it. */
    public static final class Nothing extends Same2 {
        @Option
        private String unmarked;

        @Option
        private @Nullable String marked;

        @Option
        private Integer number;

        @Option
        private Initializer unit;

        @Option
        private int[] list;
    }

    /** Computes nothing. */
    public abstract static class Same2 extends ActivationFunction {
        @Override
        public Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** An option that has a value by default. */
    public static final class Something extends Same2 {
        @Option
        private String text = "something";

        @Option(required = true)
        private Object object = "text";
    }

    /** What refuses its own options. */
    public static final class Positive extends Same2 {
        @Option
        private int number = 1;

        @Override
        public void check() {
            OptionChecks.require(this, number > 0, "the number must be positive, got %d", number);
        }
    }

    @Test
    void aDefaultOfNullIsAValue() {
        assertTrue(comesBack(new Nothing()));
        Nothing some = new Nothing();
        some.unmarked = "text";
        some.list = new int[] {1, 2};
        assertTrue(comesBack(some));
    }

    @Test
    void whatReadingWouldRefuseIsNotWritten() {
        Something something = new Something();
        String type = assertThrows(OptionException.class, () -> Configs.write(something))
                .getMessage();
        assertTrue(type.contains("[object] cannot be saved") && type.contains("has no saved form"), type);
        something.text = null;
        String none = assertThrows(OptionException.class, () -> Configs.write(something))
                .getMessage();
        assertTrue(none.contains("[text] cannot be saved: it is null"), none);
        Positive positive = new Positive();
        positive.number = -1;
        String refused = assertThrows(OptionException.class, () -> Configs.write(positive))
                .getMessage();
        assertTrue(refused.contains("the number must be positive, got -1"), refused);
    }

    @Test
    void aWrapperOfNothingIsRefused() {
        for (Class<? extends Layer> wrapper : List.of(TimeDistributed.class, Bidirectional.class, Lambda.class)) {
            Layer empty = Registry.newInstance(wrapper);
            assertThrows(CornetException.class, () -> Configs.write(empty), wrapper.getSimpleName());
        }
    }
}
