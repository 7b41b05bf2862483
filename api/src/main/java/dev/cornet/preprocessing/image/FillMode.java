package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.OptionException;
import java.util.Arrays;
import java.util.Locale;

/**
 * How pixels outside the image are filled when it is shifted or rotated. The examples show the
 * pixels {@code abcd} of a row and the values to the left and right of the image.
 *
 * <p>Reference: the modes of {@code scipy.ndimage.affine_transform}, which Keras uses.
 */
public enum FillMode {
    /** The nearest pixel: {@code aaaa|abcd|dddd}. */
    NEAREST,
    /** The constant {@code k} that the option {@code cval} sets: {@code kkkk|abcd|kkkk}. */
    CONSTANT,
    /** The image mirrored, with its edge pixel repeated: {@code dcba|abcd|dcba}. */
    REFLECT,
    /** The image repeated; as in SciPy, the first pixel of a copy overlaps the last one of the image before: {@code bc|abcd|bc}. */
    WRAP;

    /** The mode of a Keras string: {@code "nearest"}, {@code "constant"}, {@code "reflect"}, {@code "wrap"}. */
    public static FillMode of(String name) {
        for (FillMode mode : values()) {
            if (mode.toString().equals(name)) {
                return mode;
            }
        }
        throw new OptionException(
                "ImageDataGenerator: fillMode \"" + name + "\" is unknown; the modes are " + Arrays.toString(values()));
    }

    /** Maps coordinate v to the coordinate in 0 … length−1 from which its value is taken; NaN if its value is the constant. */
    double sourceCoordinate(double v, int length) {
        if (v >= 0 && v <= length - 1) {
            return v;
        }
        double last = length - 1;
        return switch (this) {
            case NEAREST -> clamp(v, last);
            case CONSTANT -> Double.NaN;
            case REFLECT -> {
                double period = 2.0 * length;
                double t = v - period * Math.floor(v / period);
                yield clamp(t < length ? t : period - 1 - t, last);
            }
            case WRAP -> {
                if (last == 0) {
                    yield 0;
                }
                double t = v < 0 ? v + last * (Math.floor(-v / last) + 1) : v - last * Math.floor(v / last);
                yield clamp(t, last);
            }
        };
    }

    private static double clamp(double v, double last) {
        return Math.max(0, Math.min(last, v));
    }

    /** The name of the mode in Keras. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
