package dev.cornet.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.activations.Relu;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Json;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.schedules.ExponentialDecay;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConfigsTest {
    enum Mode {
        SLOW_MODE,
        FAST_MODE
    }

    /** A layer with an option of every type. */
    static final class Everything extends UnaryLayer<Everything> {
        @Option
        private int units;

        @Option
        private long seedNumber = 1L << 40;

        @Option
        private float slope = 0.1f;

        @Option
        private @Nullable Integer axis;

        @Option
        private Mode mode = Mode.FAST_MODE;

        @Option
        private int[] kernelSize = {3, 5};

        @Option
        private int[][] padding = {{1, 2}, {0, 0}};

        @Option
        private double @Nullable [] values;

        @Option
        private Shape shape = Shape.of(-1, 3);

        @Option
        private ActivationFunction activation = new Relu();

        @Option
        private @Nullable Layer layer;

        @Option
        private List<Layer> cells = List.of();

        @Option
        private @Nullable Boolean flag;

        private Everything() {}

        Everything(int units) {
            this.units = units;
        }

        @Override
        protected void validate() {
            require(units > 0, "units must be positive, got %d", units);
            require(kernelSize[1] > 0, "kernel_size must be positive");
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeAll
    static void register() {
        Registry.add(Everything.class);
    }

    private static Layer read(String json) {
        return Configs.read(Layer.class, Json.parse(json, "test"));
    }

    private static String refusal(String json) {
        return assertThrows(ModelFormatException.class, () -> read(json)).getMessage();
    }

    @Test
    void writesEveryTypeAsKerasDoes() {
        assertEquals(
                "{\"module\":\"dev.cornet.config\",\"class_name\":\"Everything\",\"config\":{\"name\":\"all\",\"trainable\":true,\"dtype\":{\"module\":"
                        + "\"keras\",\"class_name\":\"DTypePolicy\",\"config\":{\"name\":\"float32\"},\"registered_name\":null},\"units\":4,"
                        + "\"seed_number\":1099511627776,\"slope\":0.1,\"axis\":null,\"mode\":\"fast_mode\",\"kernel_size\":[3,5],"
                        + "\"padding\":[[1,2],[0,0]],\"values\":null,\"shape\":[null,3],\"activation\":\"relu\",\"layer\":null,"
                        + "\"cells\":[],\"flag\":null},\"registered_name\":\"dev.cornet.config>ConfigsTest.Everything\"}",
                Json.text(Configs.write(new Everything(4).named("all"))));
    }

    @Test
    void readsBackWhatItWrites() {
        Everything inner = new Everything(1);
        inner.axis = -1;
        inner.flag = false;
        Everything outer = new Everything(2);
        outer.layer = inner;
        outer.cells = List.of(inner, new Everything(3));
        outer.values = new double[] {0.1, 1e-7};
        outer.mode = Mode.SLOW_MODE;
        Everything copy = Configs.copy(outer);
        assertNotSame(outer, copy);
        assertEquals(Configs.write(outer), Configs.write(copy));
        assertEquals(Configs.write(outer), Configs.write(read(Json.text(Configs.write(outer)))));
    }

    @Test
    void anUnknownOptionIsReportedWithTheKnownOnes() {
        assertEquals(
                "layer.config: Everything has no option [unit]; its options are [name, trainable, dtype, units, seed_number, slope,"
                        + " axis, mode, kernel_size, padding, values, shape, activation, layer, cells, flag]",
                refusal("{\"class_name\":\"Everything\",\"config\":{\"units\":3,\"unit\":3}}"));
    }

    @Test
    void allErrorsAreReportedAtOnceWithTheirPaths() {
        assertEquals(
                """
                layer.config.units: expected a whole number, got "three"
                layer.config.mode: expected one of slow_mode, fast_mode, got "fast"
                layer.config.kernel_size[1]: expected a whole number, got 2.5
                layer.config.shape: must not be null
                layer.config.layer.config.slope: expected a number, got true
                layer.config.cells[0]: expected a record with class_name and config, got {}""",
                refusal(
                        "{\"class_name\":\"Everything\",\"config\":{\"units\":\"three\",\"mode\":\"fast\",\"kernel_size\":[1,2.5],"
                                + "\"shape\":null,\"layer\":{\"class_name\":\"Everything\",\"config\":{\"units\":1,\"slope\":true}},"
                                + "\"cells\":[{}]}}"));
    }

    @Test
    void checksTheOptionsAfterReading() {
        assertEquals(
                "layer.config: Everything: units must be positive, got 0",
                refusal("{\"class_name\":\"Everything\",\"config\":{}}"));
        assertTrue(refusal("{\"class_name\":\"Everything\",\"config\":{\"units\":1,\"kernel_size\":[1]}}")
                .startsWith("layer.config: the options do not fit together"));
    }

    @Test
    void findsOnlyRegisteredClasses() {
        for (String name : List.of("java.lang.Runtime", "Runtime", "../Dense", "Lambda", "Layer", "")) {
            String withModule = refusal("{\"module\":\"os\",\"class_name\":\"" + name + "\",\"config\":{}}");
            assertTrue(withModule.startsWith("layer: unknown layer \"" + name + "\" of the module os: "), withModule);
            String plain = refusal("{\"class_name\":\"" + name + "\",\"config\":{}}");
            assertTrue(
                    plain.startsWith("layer: unknown layer \"" + name + "\". One of your own is made known "), plain);
        }
    }

    /** A family without components: no module announces a package for it. */
    interface Orphan extends Configurable {}

    @Test
    void aFamilyWithoutComponentsHasItsOwnMessage() {
        assertEquals(
                "unknown orphan \"x\"; none is known here. A jar made of several must join their files"
                        + " META-INF/services/dev.cornet.config.ComponentProvider to one.",
                assertThrows(OptionException.class, () -> Registry.find(Orphan.class, "x"))
                        .getMessage());
    }

    @Test
    void acceptsKerasKeysWithoutEffect() {
        read(
                "{\"class_name\":\"Everything\",\"config\":{\"units\":1,\"quantization_config\":null,\"lora_rank\":null,"
                        + "\"synchronized\":false,\"data_format\":\"channels_last\",\"seed\":3,\"activation\":null},\"build_config\":{}}");
        assertTrue(
                refusal("{\"class_name\":\"Everything\",\"config\":{\"units\":1,\"data_format\":\"channels_first\"}}")
                        .contains("no option [data_format]"));
        assertTrue(refusal("{\"class_name\":\"Everything\",\"config\":{\"units\":1,\"dtype\":\"mixed_float16\"}}")
                .contains("expected one of float32, got \"mixed_float16\""));
    }

    @Test
    void readsNamesWhereKerasWritesNames() {
        assertInstanceOf(Relu.class, Configs.read(ActivationFunction.class, Json.parse("\"relu\"", "test")));
        assertInstanceOf(
                Relu.class,
                Configs.read(
                        ActivationFunction.class,
                        Json.parse(
                                "{\"module\":\"builtins\",\"class_name\":\"function\",\"config\":\"relu\"}", "test")));
        assertInstanceOf(Adam.class, Configs.read(Optimizer.class, Json.parse("\"adam\"", "test")));
    }

    @Test
    void learningRatesAreNumbersOrSchedules() {
        assertEquals(0.25, Configs.options(new Adam(0.25)).get("learning_rate").doubleValue());
        Adam decaying = new Adam(new ExponentialDecay(0.5, 10, 0.9));
        assertEquals(
                "ExponentialDecay",
                Configs.options(decaying)
                        .path("learning_rate")
                        .path("class_name")
                        .textValue());
        assertEquals(0.5, Configs.copy(decaying).learningRate());
        Optimizer keras2 = Configs.read(
                Optimizer.class,
                Json.parse("{\"class_name\":\"Adam\",\"config\":{\"lr\":0.125,\"decay\":0.0}}", "test"));
        assertEquals(0.125, keras2.learningRate());
        assertThrows(
                ModelFormatException.class,
                () -> Configs.read(
                        Optimizer.class,
                        Json.parse("{\"class_name\":\"Adam\",\"config\":{\"learning_rate\":-1}}", "test")));
    }

    @Test
    void collectsProblemsForALargerTree() {
        List<String> problems = new ArrayList<>();
        assertNull(Configs.read(Layer.class, Json.parse("3", "test"), "model.layers[2]", problems));
        assertEquals(List.of("model.layers[2]: expected a record with class_name and config, got 3"), problems);
    }

    @Test
    void refusesToWriteNaN() {
        Everything layer = new Everything(1);
        layer.slope = Float.NaN;
        assertEquals(
                "Everything: slope is NaN, which JSON cannot say",
                assertThrows(OptionException.class, () -> Configs.write(layer)).getMessage());
    }
}
