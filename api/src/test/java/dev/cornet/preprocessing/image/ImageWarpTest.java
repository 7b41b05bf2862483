package dev.cornet.preprocessing.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageWarpTest {
    static List<String> affine() {
        return GoldenImages.group("affine");
    }

    private static ImageTransform transform(JsonNode p) {
        return ImageTransform.NONE
                .theta(p.path("theta").asDouble(0))
                .shift(p.path("tx").asDouble(0), p.path("ty").asDouble(0))
                .shear(p.path("shear").asDouble(0))
                .zoom(p.path("zx").asDouble(1), p.path("zy").asDouble(1));
    }

    private static float[] warp(ImageWarp warp, Tensor x, ImageTransform t, boolean keras3Axes) {
        int h = x.shape().dim(0);
        int w = x.shape().dim(1);
        Tensor y = Tensor.zeros(x.shape());
        warp.apply(x, y, AffineTransform.of(t, h, w, keras3Axes), t.flipHorizontal(), t.flipVertical());
        return y.data();
    }

    @ParameterizedTest
    @MethodSource("affine")
    void matchesKeras(String name) {
        JsonNode golden = GoldenImages.read(name);
        Tensor x = GoldenImages.tensor(golden.path("x"));
        boolean square = x.shape().dim(0) == x.shape().dim(1);
        ImageWarp warp = new ImageWarp(
                FillMode.of(golden.path("fill_mode").asText()),
                (float) golden.path("cval").asDouble(),
                golden.path("order").asInt());
        for (JsonNode row : golden.path("warps")) {
            ImageTransform t = transform(row.path("parameters"));
            float[] y = GoldenImages.tensor(row.path("y")).toArray();
            assertArrayEquals(y, warp(warp, x, t, true), 1e-4f, name + " " + t);
            if (square) {
                assertArrayEquals(y, warp(warp, x, t, false), 1e-4f, name + " " + t);
            }
        }
    }

    @Test
    void rotatesAboutTheCentreOfAnImageThatIsNotSquare() {
        // Rotating 2x3 by 180° reverses the pixels; Keras 3 rotates about (1, 0.5) instead of (0.5, 1).
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3, 1);
        ImageWarp warp = new ImageWarp(FillMode.NEAREST, 0, 1);
        assertArrayEquals(new float[] {6, 5, 4, 3, 2, 1}, warp(warp, x, ImageTransform.NONE.theta(180), false), 1e-5f);
        assertArrayEquals(new float[] {5, 4, 4, 5, 4, 4}, warp(warp, x, ImageTransform.NONE.theta(180), true), 1e-5f);
    }

    @Test
    void shiftsAlongTheRightAxis() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3, 1);
        ImageWarp warp = new ImageWarp(FillMode.CONSTANT, -1, 1);
        assertArrayEquals(new float[] {2, 3, -1, 5, 6, -1}, warp(warp, x, ImageTransform.NONE.shift(1, 0), false));
        assertArrayEquals(new float[] {4, 5, 6, -1, -1, -1}, warp(warp, x, ImageTransform.NONE.shift(0, 1), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nearest aaaa dddd", "constant kkka dkkk", "reflect cbaa ddcb", "wrap dbca dbca"})
    void fillsByItsMode(String line) {
        // scipy.ndimage.affine_transform([[a, b, c, d]], eye(2), [0, shift], order=0, mode) with shifts -3 and 3
        String[] parts = line.split(" ");
        ImageWarp warp = new ImageWarp(FillMode.of(parts[0]), 'k', 0);
        Tensor x = Tensor.of(new int[] {'a', 'b', 'c', 'd'}, 1, 4, 1);
        assertEquals(parts[1], text(warp(warp, x, ImageTransform.NONE.shift(-3, 0), false)));
        assertEquals(parts[2], text(warp(warp, x, ImageTransform.NONE.shift(3, 0), false)));
    }

    private static String text(float[] letters) {
        StringBuilder text = new StringBuilder();
        for (float letter : letters) {
            text.append((char) letter);
        }
        return text.toString();
    }

    @Test
    void flips() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
        Tensor y = Tensor.zeros(2, 2, 2);
        ImageWarp warp = new ImageWarp(FillMode.NEAREST, 0, 1);
        warp.apply(x, y, AffineTransform.IDENTITY, true, false);
        assertArrayEquals(new float[] {3, 4, 1, 2, 7, 8, 5, 6}, y.data());
        warp.apply(x, y, AffineTransform.IDENTITY, false, true);
        assertArrayEquals(new float[] {5, 6, 7, 8, 1, 2, 3, 4}, y.data());
    }

    @Test
    void refusesUnknownModes() {
        assertEquals(
                "ImageDataGenerator: fillMode \"mirror\" is unknown; the modes are [nearest, constant, reflect, wrap]",
                assertThrows(OptionException.class, () -> FillMode.of("mirror")).getMessage());
    }
}
