package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.OptionException;
import dev.cornet.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far an image may shift along one axis, in Keras' three forms: within ±range, one of 0 … n−1 pixels, or one of a list; the last two
 * with a random sign. Ranges, and lists whose largest value is below 1, are fractions of the axis; others are pixels.
 *
 * @param range the range, or the largest of the choices
 * @param choices none for a range
 */
record ShiftRange(double range, double... choices) {
    static final ShiftRange NONE = new ShiftRange(0);

    static ShiftRange within(String option, double range) {
        if (!(range >= 0 && range < 1e6)) {
            throw new OptionException(option + " must be 0 or more (below 1: a fraction, else pixels), got " + range);
        }
        return new ShiftRange(range);
    }

    static ShiftRange below(String option, int pixels) {
        if (pixels < 0 || pixels > 1_000_000) {
            throw new OptionException(option + " must be 0 or more pixels, got " + pixels);
        }
        return pixels == 0
                ? NONE
                : new ShiftRange(
                        pixels, IntStream.range(0, pixels).asDoubleStream().toArray());
    }

    static ShiftRange of(String option, double[] choices) {
        if (choices.length == 0 || !(Arrays.stream(choices).map(Math::abs).max().getAsDouble() < 1e6)) {
            throw new OptionException(option + " needs finite values, got " + Arrays.toString(choices));
        }
        return new ShiftRange(Arrays.stream(choices).max().getAsDouble(), choices.clone());
    }

    /** A shift in pixels along an axis of {@code size}, from positions {@code i} and {@code i + 1} of the noise. */
    double draw(RandomStream noise, int i, int size) {
        if (range == 0 && choices.length == 0) {
            return 0;
        }
        double shift;
        if (choices.length == 0) {
            shift = noise.uniform(i, -range, range);
        } else {
            shift = choices[noise.nextInt(i, choices.length)] * (noise.nextInt(i + 1, 2) == 0 ? -1 : 1);
        }
        return range < 1 ? shift * size : shift;
    }
}
