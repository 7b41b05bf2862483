package dev.cornet.preprocessing.image;

import dev.cornet.console.Console;

/**
 * Brightness as Pillow's {@code ImageEnhance.Brightness} changes it: y = ⌊factor·x⌋ on whole numbers 0 … 255; a fourth channel stays.
 *
 * <p>Values are cut to whole numbers first. Where some lie outside 0 … 255, the image's own range is spread over 0 … 255 before and put
 * back after, as Keras does.
 */
final class Brightness {
    private Brightness() {}

    static void apply(float[] x, int offset, int length, int channels, float factor) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + length; i++) {
            least = Math.min(least, x[i]);
            most = Math.max(most, x[i]);
        }
        boolean spread = least < 0 || most > 255;
        float span = most - least;
        if (least >= 0 && most > 0 && most <= 1) {
            Console.warnOnce(
                    "brightnessRange works on values from 0 to 255, as Keras' does: of images with values from 0 to 1 it leaves"
                            + " next to nothing. Give it images of 0 to 255, and rescale(1 / 255.0) to the generator.");
        }
        for (int i = offset; i < offset + length; i++) {
            boolean alpha = channels == 4 && (i - offset) % 4 == 3;
            int value = spread ? toByte(x[i], least, span) : (int) x[i];
            int y = alpha ? value : Math.max(0, Math.min(255, (int) (factor * value)));
            x[i] = spread ? y / 255f * span + least : y;
        }
    }

    /** One value of {@code array_to_img(scale=True)}. */
    static int toByte(float x, float least, float span) {
        float value = x - least;
        if (span != 0) {
            value /= span;
        }
        return (int) (value * 255);
    }
}
