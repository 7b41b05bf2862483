package dev.cornet.preprocessing.image;

import dev.cornet.console.Console;

/**
 * The brightness change of Pillow's {@code ImageEnhance.Brightness}: y = ⌊factor·x⌋ on whole numbers 0 … 255. An alpha channel is not
 * changed.
 *
 * <p>Values are truncated to whole numbers first. As in Keras, an image with values outside 0 … 255 is rescaled from [min, max] to
 * [0, 255] before the change and back after it.
 */
final class Brightness {
    private Brightness() {}

    static void apply(float[] x, int offset, int length, int channels, float factor) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + length; i++) {
            min = Math.min(min, x[i]);
            max = Math.max(max, x[i]);
        }
        boolean rescales = min < 0 || max > 255;
        float range = max - min;
        if (min >= 0 && max > 0 && max <= 1) {
            Console.warnOnce(
                    "brightnessRange works on values from 0 to 255, as Keras' does: of images with values from 0 to 1 it leaves"
                            + " next to nothing. Give it images of 0 to 255, and rescale(1 / 255.0) to the generator.");
        }
        for (int i = offset; i < offset + length; i++) {
            boolean alpha = channels == 4 && (i - offset) % 4 == 3;
            int value = rescales ? toByte(x[i], min, range) : (int) x[i];
            int y = alpha ? value : Math.max(0, Math.min(255, (int) (factor * value)));
            x[i] = rescales ? y / 255f * range + min : y;
        }
    }

    /** Converts one value to 0 … 255, as Keras' {@code array_to_img(scale=True)} does. */
    static int toByte(float x, float min, float range) {
        float value = x - min;
        if (range != 0) {
            value /= range;
        }
        return (int) (value * 255);
    }
}
