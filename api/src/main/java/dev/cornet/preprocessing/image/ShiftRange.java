package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.OptionException;
import dev.cornet.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The random shifts of an image along one axis, in Keras' three forms: within ±range, a whole number 0 … n−1 of pixels, or one of a list.
 * In the last two forms the sign is random too. If the range or the largest value is below 1, values are fractions of the axis, otherwise
 * pixels.
 *
 * @param range the range, or the largest of the choices
 * @param choices the values to choose from; empty for a range
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

    /** Draws a shift in pixels along an axis of {@code size}, from the positions {@code i} and {@code i + 1} of the random stream. */
    double draw(RandomStream random, int i, int size) {
        if (range == 0 && choices.length == 0) {
            return 0;
        }
        double shift;
        if (choices.length == 0) {
            shift = random.uniform(i, -range, range);
        } else {
            shift = choices[random.nextInt(i, choices.length)] * (random.nextInt(i + 1, 2) == 0 ? -1 : 1);
        }
        return range < 1 ? shift * size : shift;
    }
}
