package dev.cornet.preprocessing.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.console.Console;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class AugmentationTest {
    private static final Shape IMAGE = Shape.of(20, 10, 3);
    private static final int DRAWS = 2000;

    private static Double orNull(JsonNode node) {
        return node.isNull() ? null : node.asDouble();
    }

    @Test
    void appliesTransformsAsKeras() {
        JsonNode golden = GoldenImages.read("apply_transform");
        Tensor x = GoldenImages.tensor(golden.path("x"));
        float[] before = x.toArray();
        ImageDataGenerator generator = new ImageDataGenerator().keras3Axes(true); // 5 x 6 is not square
        for (JsonNode row : golden.path("transforms")) {
            JsonNode p = row.path("parameters");
            ImageTransform t = new ImageTransform(
                    p.path("theta").asDouble(),
                    new ImageTransform.AlongAxes(
                            p.path("tx").asDouble(), p.path("ty").asDouble()),
                    p.path("shear").asDouble(),
                    new ImageTransform.AlongAxes(
                            p.path("zx").asDouble(), p.path("zy").asDouble()),
                    p.path("flip_horizontal").asBoolean(),
                    p.path("flip_vertical").asBoolean(),
                    orNull(p.path("channel_shift_intensity")),
                    orNull(p.path("brightness")));
            assertArrayEquals(
                    GoldenImages.tensor(row.path("y")).toArray(),
                    generator.applyTransform(x, t).toArray(),
                    1e-4f,
                    t.toString());
        }
        assertArrayEquals(before, x.toArray(), "the input is not changed");
    }

    @Test
    void shiftsChannelsAsKeras() {
        JsonNode golden = GoldenImages.read("channel_shift");
        Tensor x = GoldenImages.tensor(golden.path("x"));
        for (JsonNode row : golden.path("shifts")) {
            ImageTransform t = ImageTransform.NONE.channelShiftIntensity(
                    row.path("intensity").asDouble());
            assertArrayEquals(
                    GoldenImages.tensor(row.path("y")).toArray(),
                    new ImageDataGenerator().applyTransform(x, t).toArray(),
                    1e-4f);
        }
    }

    @Test
    void changesBrightnessAsKeras() {
        JsonNode golden = GoldenImages.read("brightness");
        int rows = 0;
        for (JsonNode row : golden.path("shifts")) {
            if (row.path("scale").asBoolean()) {
                continue; // the generator never uses scale=True
            }
            Tensor x = GoldenImages.tensor(
                    golden.path("images").path(row.path("image").asText()));
            ImageTransform t =
                    ImageTransform.NONE.brightness(row.path("brightness").asDouble());
            assertArrayEquals(
                    GoldenImages.tensor(row.path("y")).toArray(),
                    new ImageDataGenerator().applyTransform(x, t).toArray(),
                    1e-4f,
                    row.path("image") + " " + t);
            rows++;
        }
        assertEquals(25, rows);
    }

    /** The resulting images are zero everywhere, as in Keras. */
    @Test
    void warnsThatBrightnessMakesImagesFrom0To1Black() {
        List<String> warnings = new ArrayList<>();
        Console.onWarning(warnings::add);
        try {
            Tensor x = Tensor.of(new float[] {0, 0.5f, 0.75f, 1}, 2, 2, 1);
            Tensor y = new ImageDataGenerator().applyTransform(x, ImageTransform.NONE.brightness(0.9));
            assertArrayEquals(new float[4], y.toArray());
        } finally {
            Console.onWarning(Console::toStandardError);
        }
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).startsWith("brightnessRange works on values from 0 to 255"), warnings.get(0));
    }

    @Test
    void brightnessDoesNotChangeAlpha() {
        Tensor x = Tensor.of(new float[] {100, 50, 10, 200}, 1, 1, 4);
        assertArrayEquals(
                new float[] {50, 25, 5, 200},
                new ImageDataGenerator()
                        .applyTransform(x, ImageTransform.NONE.brightness(0.5))
                        .toArray());
    }

    /** The distinct values of a parameter in many random transformations. */
    private static Set<Double> draws(ImageDataGenerator generator, ToDoubleFunction<ImageTransform> value) {
        Set<Double> draws = new TreeSet<>();
        for (int seed = 0; seed < DRAWS; seed++) {
            draws.add(value.applyAsDouble(generator.getRandomTransform(IMAGE, seed)));
        }
        return draws;
    }

    private static void assertSpans(
            double low, double high, ImageDataGenerator generator, ToDoubleFunction<ImageTransform> value) {
        TreeSet<Double> draws = new TreeSet<>(draws(generator, value));
        assertEquals(DRAWS, draws.size());
        assertTrue(draws.first() >= low && draws.last() < high, draws.first() + " " + draws.last());
        double slack = (high - low) * 0.01; // 2000 draws all miss this end of the range with probability 2e-9
        assertEquals(low, draws.first(), slack);
        assertEquals(high, draws.last(), slack);
        assertEquals(
                (low + high) / 2, draws.stream().mapToDouble(v -> v).average().getAsDouble(), slack * 3);
    }

    @Test
    void drawsEachParameterOverItsRange() {
        assertSpans(-15, 15, new ImageDataGenerator().rotationRange(15), ImageTransform::theta);
        assertSpans(-8, 8, new ImageDataGenerator().shearRange(8), ImageTransform::shear);
        assertSpans(0.8, 1.2, new ImageDataGenerator().zoomRange(0.2), ImageTransform::zx);
        assertSpans(0.5, 2, new ImageDataGenerator().zoomRange(0.5, 2), ImageTransform::zy);
        assertSpans(-30, 30, new ImageDataGenerator().channelShiftRange(30), ImageTransform::channelShiftIntensity);
        assertSpans(0.2, 1.5, new ImageDataGenerator().brightnessRange(0.2, 1.5), ImageTransform::brightness);
        // ranges below 1 are fractions of the 10 columns or 20 rows; ranges from 1 on are pixels
        assertSpans(-1, 1, new ImageDataGenerator().widthShiftRange(0.1), ImageTransform::tx);
        assertSpans(-2, 2, new ImageDataGenerator().heightShiftRange(0.1), ImageTransform::ty);
        assertSpans(-3, 3, new ImageDataGenerator().widthShiftRange(3.0), ImageTransform::tx);
    }

    @Test
    void drawsWholePixelsAndChoicesWithARandomSign() {
        assertEquals(
                Set.of(-2.0, -1.0, -0.0, 0.0, 1.0, 2.0),
                draws(new ImageDataGenerator().widthShiftRange(3), ImageTransform::tx));
        assertEquals(
                Set.of(-5.0, -0.5, 0.5, 5.0),
                draws(new ImageDataGenerator().heightShiftRange(0.5, 5), ImageTransform::ty));
        assertEquals(
                Set.of(-4.0, -2.0, 2.0, 4.0),
                draws(new ImageDataGenerator().heightShiftRange(0.1, 0.2), ImageTransform::ty),
                "fractions of 20 rows");
    }

    @Test
    void swapsTheShiftsForKeras3() {
        ImageDataGenerator generator =
                new ImageDataGenerator().widthShiftRange(0.1).keras3Axes(true);
        assertSpans(-1, 1, generator, ImageTransform::ty);
        assertEquals(Set.of(0.0), draws(generator, ImageTransform::tx));
    }

    @Test
    void flipsHalfOfTheImages() {
        ImageDataGenerator generator =
                new ImageDataGenerator().horizontalFlip(true).verticalFlip(true);
        int[] counts = new int[4];
        for (int seed = 0; seed < DRAWS; seed++) {
            ImageTransform t = generator.getRandomTransform(IMAGE, seed);
            counts[(t.flipHorizontal() ? 1 : 0) + (t.flipVertical() ? 2 : 0)]++;
        }
        for (int count : counts) {
            assertEquals(DRAWS / 4.0, count, 80, "four standard deviations are 77");
        }
    }

    @Test
    void drawsNothingWithoutOptions() {
        assertEquals(ImageTransform.NONE, new ImageDataGenerator().getRandomTransform(IMAGE, 7));
    }

    @Test
    void anotherOptionDoesNotChangeTheDraws() {
        ImageTransform alone =
                new ImageDataGenerator().rotationRange(10).zoomRange(0.1).getRandomTransform(IMAGE, 3);
        ImageTransform withMoreOptions = new ImageDataGenerator()
                .rotationRange(10)
                .zoomRange(0.1)
                .widthShiftRange(0.2)
                .brightnessRange(0.5, 1)
                .getRandomTransform(IMAGE, 3);
        assertEquals(alone.theta(), withMoreOptions.theta());
        assertEquals(alone.zy(), withMoreOptions.zy());
    }

    @Test
    void randomTransformIsAFunctionOfTheSeed() {
        ImageDataGenerator generator =
                new ImageDataGenerator().rotationRange(30).zoomRange(0.3);
        Tensor x = Tensor.zeros(IMAGE);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = i % 251;
        }
        assertArrayEquals(
                generator.randomTransform(x, 5).toArray(),
                generator.randomTransform(x, 5).toArray());
        assertNotEquals(generator.getRandomTransform(IMAGE, 5), generator.getRandomTransform(IMAGE, 6));
    }

    @Test
    void refusesInvalidOptions() {
        ImageDataGenerator generator = new ImageDataGenerator();
        assertEquals(
                "ImageDataGenerator: rotationRange must be between 0.0 and 1000000.0, got -1.0",
                assertThrows(OptionException.class, () -> generator.rotationRange(-1))
                        .getMessage());
        assertEquals(
                "widthShiftRange must be 0 or more (below 1: a fraction, else pixels), got -0.5",
                assertThrows(OptionException.class, () -> generator.widthShiftRange(-0.5))
                        .getMessage());
        assertThrows(OptionException.class, () -> generator.heightShiftRange(-1));
        assertThrows(OptionException.class, () -> generator.heightShiftRange(0.1, Double.NaN));
        assertThrows(OptionException.class, () -> generator.zoomRange(1.2, 0.8));
        assertThrows(OptionException.class, () -> generator.zoomRange(Double.NaN));
        assertThrows(OptionException.class, () -> generator.brightnessRange(1, 0.5));
        assertThrows(OptionException.class, () -> generator.interpolationOrder(3));
        assertThrows(OptionException.class, () -> generator.validationSplit(1));
        assertThrows(OptionException.class, () -> ImageTransform.NONE.theta(Double.POSITIVE_INFINITY));
    }
}
