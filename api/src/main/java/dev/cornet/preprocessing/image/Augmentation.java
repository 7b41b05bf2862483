package dev.cornet.preprocessing.image;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * The random part of an {@link ImageDataGenerator}: how far each parameter may go, and how it is applied.
 *
 * <p>Every parameter has a position of its own in the stream of its image, so switching one on moves no other.
 */
record Augmentation(
        double rotation,
        ShiftRange width,
        ShiftRange height,
        double shear,
        double zoomLow,
        double zoomHigh,
        double channelShift,
        double brightnessLow,
        double brightnessHigh,
        boolean horizontalFlip,
        boolean verticalFlip,
        Warp warp,
        boolean keras3Axes) {
    private static final int THETA = 0;
    private static final int HEIGHT = 1;
    private static final int WIDTH = 3;
    private static final int SHEAR = 5;
    private static final int ZOOM_X = 6;
    private static final int ZOOM_Y = 7;
    private static final int HORIZONTAL = 8;
    private static final int VERTICAL = 9;
    private static final int CHANNEL = 10;
    private static final int BRIGHTNESS = 11;

    /** The parameters of one image: a function of its noise and its shape (height, width, channels). */
    ImageTransform draw(RandomStream noise, Shape image) {
        double down = height.draw(noise, HEIGHT, image.dim(0));
        double right = width.draw(noise, WIDTH, image.dim(1));
        boolean still = zoomLow == 1 && zoomHigh == 1;
        return new ImageTransform(
                rotation == 0 ? 0 : noise.uniform(THETA, -rotation, rotation),
                keras3Axes ? down : right,
                keras3Axes ? right : down,
                shear == 0 ? 0 : noise.uniform(SHEAR, -shear, shear),
                still ? 1 : noise.uniform(ZOOM_X, zoomLow, zoomHigh),
                still ? 1 : noise.uniform(ZOOM_Y, zoomLow, zoomHigh),
                horizontalFlip && noise.uniform(HORIZONTAL) < 0.5,
                verticalFlip && noise.uniform(VERTICAL) < 0.5,
                channelShift == 0 ? null : (Double) noise.uniform(CHANNEL, -channelShift, channelShift),
                Double.isNaN(brightnessLow) ? null : (Double) noise.uniform(BRIGHTNESS, brightnessLow, brightnessHigh));
    }

    /** y ← the transformed x; both (height, width, channels), and not the same array places. */
    void apply(Tensor x, Tensor y, ImageTransform t) {
        place(x, y, t, warp);
        int channels = x.shape().dim(2);
        if (t.channelShiftIntensity() != null) {
            shiftChannels(y, t.channelShiftIntensity().floatValue());
        }
        if (t.brightness() != null) {
            Brightness.apply(
                    y.data(), y.offset(), y.size(), channels, t.brightness().floatValue());
        }
    }

    /** Each image of factor·x, transformed {@code rounds} times. */
    Tensor all(Tensor x, float factor, int rounds, RandomStream noise) {
        int n = x.shape().dim(0);
        Shape image = x.shape().withoutBatch();
        Tensor all = Tensor.zeros(x.shape().with(0, Math.multiplyExact(rounds, n)));
        Tensor one = Tensor.zeros(image);
        for (int i = 0; i < rounds * n; i++) {
            one.copyFrom(x.rows(i % n, i % n + 1));
            for (int k = 0; k < one.size(); k++) {
                one.data()[k] *= factor;
            }
            ImageTransform t = draw(noise.foldIn(i / n).foldIn(i % n), image);
            apply(one, all.rows(i, i + 1).reshape(image), t);
        }
        return all;
    }

    /** The same change of places for a mask: nearest pixel, colours untouched. */
    void applyToMask(Tensor x, Tensor y, ImageTransform t) {
        place(x, y, t, new Warp(warp.mode(), warp.cval(), 0));
    }

    private void place(Tensor x, Tensor y, ImageTransform t, Warp by) {
        if (!t.moves() && !t.flipHorizontal() && !t.flipVertical()) {
            y.copyFrom(x);
            return;
        }
        int h = x.shape().dim(0);
        int w = x.shape().dim(1);
        int c = x.shape().dim(2);
        Affine map = Affine.of(t, h, w, keras3Axes);
        by.apply(x.data(), x.offset(), y.data(), y.offset(), h, w, c, map, t.flipHorizontal(), t.flipVertical());
    }

    private static void shiftChannels(Tensor y, float intensity) {
        float[] v = y.data();
        int end = y.offset() + y.size();
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int i = y.offset(); i < end; i++) {
            least = Math.min(least, v[i]);
            most = Math.max(most, v[i]);
        }
        for (int i = y.offset(); i < end; i++) {
            v[i] = Math.max(least, Math.min(most, v[i] + intensity));
        }
    }
}
