package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.activations.LeakyRelu;
import dev.cornet.console.Console;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.models.Model;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The options that all known networks have, for each of them. */
final class ApplicationOptionsTest {
    static List<String> names() {
        return Applications.names();
    }

    @AfterEach
    void restore() {
        Console.onWarning(Console::toStandardError);
    }

    private static <T> T withoutValues(Supplier<T> factory) {
        return WeightAllocation.dryRun(factory);
    }

    @ParameterizedTest
    @MethodSource("names")
    void isFoundByItsName(String name) {
        assertEquals(name, Applications.of(name).getClass().getSimpleName());
        assertEquals(
                name, Applications.of(name.toUpperCase(Locale.ROOT)).getClass().getSimpleName());
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        String message = assertThrows(OptionException.class, () -> Applications.of("VGG17"))
                .getMessage();
        assertTrue(message.startsWith("Applications.of: there is no network \"VGG17\". Known are "), message);
        assertTrue(message.contains("VGG16, VGG19, "), message);
    }

    @ParameterizedTest
    @MethodSource("names")
    void takesTheDefaultImagesOfKeras(String name) {
        Application<?> network = Applications.of(name).weights(null);
        Model model = withoutValues(network::model);
        int side = network.side();
        assertEquals(Shape.of(-1, side, side, 3), model.input().shape());
        assertEquals(Shape.of(-1, 1000), model.output().shape());
    }

    @ParameterizedTest
    @MethodSource("names")
    void takesTheSmallestImagesButNoneSmaller(String name) {
        Application<?> network = Applications.of(name).weights(null).includeTop(false);
        int side = network.minSide();
        Model model = withoutValues(() -> network.inputShape(side, side + 1, 3).model());
        assertEquals(4, model.output().shape().rank());
        for (int[] small : new int[][] {{side - 1, side, 3}, {side, side - 1, 3}}) {
            String message = assertThrows(
                            OptionException.class,
                            () -> network.inputShape(small).model())
                    .getMessage();
            assertTrue(
                    message.startsWith(
                            name + ": images must be at least " + side + " x " + side + ", got an inputShape of ["),
                    message);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void poolsItsFeatures(String name) {
        int side = Applications.of(name).minSide();
        Application<?> network =
                Applications.of(name).weights(null).includeTop(false).inputShape(side, side, 3);
        Shape maps = withoutValues(network::model).output().shape();
        for (String pooling : List.of("avg", "max")) {
            Model model = withoutValues(network.pooling(pooling)::model);
            assertEquals(Shape.of(-1, maps.last()), model.output().shape());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void hasAnyClassesChannelsActivationAndName(String name) {
        List<String> warnings = new ArrayList<>();
        Console.onWarning(warnings::add);
        Application<?> network = Applications.of(name).weights(null);
        int side = Math.max(96, network.minSide());
        Model model = withoutValues(network.inputShape(side, side, 5)
                .classes(7)
                .classifierActivation("sigmoid")
                .named("mine")::model);
        assertEquals("mine", model.name());
        assertEquals(Shape.of(-1, 7), model.output().shape());
        assertEquals(
                List.of(name + ": networks for images usually have 1 or 3 channels, got an inputShape of [" + side
                        + ", " + side + ", 5]"),
                warnings);
    }

    @ParameterizedTest
    @MethodSource("names")
    void imagenetWeightsWantTheirOwnShape(String name) {
        Application<?> network = Applications.of(name);
        int side = network.side();
        String sides = network.sides().toString();
        assertEquals(
                name + ": the ImageNet weights with top take squares of side " + sides + ", got an inputShape of ["
                        + (side + 1) + ", " + (side + 1) + ", 3]. Use includeTop(false) for other sizes.",
                assertThrows(
                                OptionException.class,
                                () -> network.inputShape(side + 1, side + 1, 3).model())
                        .getMessage());
    }

    @Test
    void weightsOfAnotherImageSizeAreAnnounced() {
        List<String> warnings = new ArrayList<>();
        Console.onWarning(warnings::add);
        int[] odd = {100, 120, 3};
        assertEquals(
                "mobilenet_2_5_224_tf_no_top.h5",
                new MobileNet().alpha(0.25).imagenet(false, odd).file().name());
        assertEquals(
                List.of("MobileNet: there are no ImageNet weights for images of [100, 120, 3], only for squares of side"
                        + " [128, 160, 192, 224]; those for 224 are used"),
                warnings);
        new MobileNetV2().imagenet(false, new int[] {160, 160, 3});
        assertEquals(1, warnings.size());
    }

    @Test
    void theActivationCanBeAnObject() {
        MobileNet narrow = new MobileNet().weights(null).alpha(1 / 32.0).inputShape(32, 32, 3);
        Model logits =
                Hashed.weights(narrow.classes(4).classifierActivation(null).model());
        Model leaky = Hashed.weights(
                narrow.classifierFunction(new LeakyRelu().negativeSlope(0.5)).model());
        Tensor x = Hashed.images(3, Shape.of(32, 32, 3));
        float[] expected = logits.predict(x).toArray();
        boolean hasNegative = false;
        for (int i = 0; i < expected.length; i++) {
            hasNegative |= expected[i] < 0;
            expected[i] = expected[i] < 0 ? expected[i] / 2 : expected[i];
        }
        assertTrue(hasNegative);
        assertArrayEquals(expected, leaky.predict(x).toArray(), 1e-6f);
    }

    @Test
    void explainsActivationsAndFiles(@TempDir Path folder) {
        assertRefused(
                "VGG16: classifierActivation: unknown activation function \"sofmax\"; did you mean \"softmax\"?",
                () -> new VGG16().classifierActivation("sofmax"));
        String none = "VGG16: weights must be \"imagenet\", null for random ones, or a file; there is no file ";
        assertRefused(none + folder, () -> VGG16.of(folder.toString()));
        assertRefused(none + "a\\u0000b", () -> VGG16.of("a\0b"));
        assertRefused(none + "ImageNet. Did you mean \"imagenet\"?", () -> VGG16.of("ImageNet"));
    }

    @Test
    void explainsWrongChannels() {
        assertRefused(
                "ResNet50: images must be at least 32 x 32, got an inputShape of [3, 224, 224]. inputShape is (height,"
                        + " width, channels), with the channels last.",
                () -> ResNet50.of(null, true, 3, 224, 224));
        assertRefused(
                "VGG16: images must have at least one channel, got an inputShape of [64, 64, 0]",
                () -> VGG16.of(null, false, 64, 64, 0));
        assertRefused(
                "preprocessInput: the argument images must not be null", () -> VGG16.preprocessInput((Tensor) null));
    }

    private static void assertRefused(String part, Runnable wrong) {
        String message = assertThrows(CornetException.class, wrong::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
