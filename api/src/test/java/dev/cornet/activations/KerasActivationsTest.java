package dev.cornet.activations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.golden.GoldenCase;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden cases of Keras' layers Activation, ReLU and Softmax: values, gradients, kinks and extremes. */
class KerasActivationsTest {
    static Stream<String> cases() {
        var index = GoldenCase.index("layers");
        return Stream.of("Activation", "ReLU", "Softmax").flatMap(c -> index.get(c).stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesKeras(String name) {
        JsonNode tree = GoldenCase.read("layers", name).tree();
        Tensor z = GoldenCase.tensor(tree.get("inputs").get(0));
        Tensor dy = GoldenCase.tensor(tree.get("output_gradient"));
        ActivationRun ours = ActivationRun.of(activation(tree.get("config")), z, dy);
        same(name, z, GoldenCase.tensor(tree.get("output")), ours.y(), "y");
        same(name, z, GoldenCase.tensor(tree.get("input_gradients").get(0)), ours.dz(), "dz");
    }

    /** Whether a value differs because Keras' float32 formula is inaccurate, or defines the derivative at a kink differently. */
    private static boolean differsOnPurpose(String name, String what, float z) {
        return switch (name + " " + what) {
            case "activation_celu_extremes dz" -> z == 0; // Keras adds the derivatives of both sides: 2
            case "activation_selu_extremes dz" -> z == -1e-20f; // eᶻ − 1 cancels to 0 there, which counts as above 0
            case "activation_squareplus_extremes y", "activation_squareplus_extremes dz" ->
                z <= -100; // z + √(z² + b) cancels
            case "relu_kinks dz" -> z == 6; // [z ≤ max_value] in Keras for every max_value but 6
            default -> false;
        };
    }

    private static ActivationFunction activation(JsonNode record) {
        JsonNode config = record.get("config");
        return switch (record.get("class_name").asText()) {
            case "Activation" -> Activations.of(config.get("activation").asText());
            case "Softmax" -> new Softmax().axis(config.get("axis").asInt());
            default -> {
                Relu relu = new Relu()
                        .negativeSlope(config.get("negative_slope").asDouble())
                        .threshold(config.get("threshold").asDouble());
                yield config.get("max_value").isNull()
                        ? relu
                        : relu.maxValue(config.get("max_value").asDouble());
            }
        };
    }

    private static void same(String name, Tensor z, Tensor keras, Tensor ours, String what) {
        assertEquals(keras.shape(), ours.shape());
        float[] expected = keras.toArray();
        float[] actual = ours.toArray();
        for (int i = 0; i < expected.length; i++) {
            float tolerance = 2e-6f * Math.max(1, Math.abs(expected[i]));
            if (!differsOnPurpose(name, what, z.data()[i])) {
                assertEquals(expected[i], actual[i], tolerance, what + " at z = " + z.data()[i]);
            }
        }
    }
}
