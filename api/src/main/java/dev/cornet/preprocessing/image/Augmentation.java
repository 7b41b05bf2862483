package dev.cornet.preprocessing.image;

import dev.cornet.preprocessing.image.ImageTransform.AlongAxes;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The random augmentation of an {@link ImageDataGenerator}: the range of each parameter, and how drawn parameters are applied.
 *
 * <p>Every parameter has a fixed position in the random stream of its image, so switching one on does not change the others.
 */
record Augmentation(
        Geometry geometry,
        boolean horizontalFlip,
        boolean verticalFlip,
        double channelShift,
        @Nullable FactorRange brightness,
        ImageWarp warp,
        boolean keras3Axes) {
    /** The ranges of the affine part of a transformation. */
    record Geometry(double rotation, ShiftRange width, ShiftRange height, double shear, FactorRange zoom) {}

    /** A range from which a factor is drawn. */
    record FactorRange(double low, double high) {
        double draw(RandomStream random, int i) {
            return random.uniform(i, low, high);
        }
    }

    // The positions of the parameters in the random stream of an image; a shift takes two.
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

    /** Draws the parameters for one image: a function of its random stream and its shape (height, width, channels). */
    ImageTransform draw(RandomStream random, Shape image) {
        Geometry g = geometry;
        double alongHeight = g.height.draw(random, HEIGHT, image.dim(0));
        double alongWidth = g.width.draw(random, WIDTH, image.dim(1));
        boolean zoomIsOff = g.zoom.low == 1 && g.zoom.high == 1;
        return new ImageTransform(
                g.rotation == 0 ? 0 : random.uniform(THETA, -g.rotation, g.rotation),
                keras3Axes ? new AlongAxes(alongHeight, alongWidth) : new AlongAxes(alongWidth, alongHeight),
                g.shear == 0 ? 0 : random.uniform(SHEAR, -g.shear, g.shear),
                zoomIsOff
                        ? new AlongAxes(1, 1)
                        : new AlongAxes(g.zoom.draw(random, ZOOM_X), g.zoom.draw(random, ZOOM_Y)),
                horizontalFlip && random.uniform(HORIZONTAL) < 0.5,
                verticalFlip && random.uniform(VERTICAL) < 0.5,
                channelShift == 0 ? null : (Double) random.uniform(CHANNEL, -channelShift, channelShift),
                brightness == null ? null : (Double) brightness.draw(random, BRIGHTNESS));
    }

    /** Writes the transformed x to y. Both are (height, width, channels) and must not overlap. */
    void apply(Tensor x, Tensor y, ImageTransform t) {
        applyGeometry(x, y, t, warp);
        int channels = x.shape().dim(2);
        if (t.channelShiftIntensity() != null) {
            shiftChannels(y, t.channelShiftIntensity().floatValue());
        }
        if (t.brightness() != null) {
            Brightness.apply(
                    y.data(), y.offset(), y.size(), channels, t.brightness().floatValue());
        }
    }

    /** Transforms each image of factor·x {@code repetitions} times: (repetitions·n, height, width, channels). */
    Tensor augmentAll(Tensor x, float factor, int repetitions, RandomStream random) {
        int n = x.shape().dim(0);
        Shape image = x.shape().withoutBatch();
        Tensor all = Tensor.zeros(x.shape().with(0, Math.multiplyExact(repetitions, n)));
        Tensor one = Tensor.zeros(image);
        for (int i = 0; i < repetitions * n; i++) {
            one.copyFrom(x.rows(i % n, i % n + 1));
            for (int k = 0; k < one.size(); k++) {
                one.data()[k] *= factor;
            }
            ImageTransform t = draw(random.foldIn(i / n).foldIn(i % n), image);
            apply(one, all.rows(i, i + 1).reshape(image), t);
        }
        return all;
    }

    /** Applies the geometric part of a transformation to a segmentation mask, with nearest-pixel interpolation; values are not changed. */
    void applyToMask(Tensor x, Tensor y, ImageTransform t) {
        applyGeometry(x, y, t, new ImageWarp(warp.mode(), warp.cval(), 0));
    }

    private void applyGeometry(Tensor x, Tensor y, ImageTransform t, ImageWarp interpolation) {
        if (!t.isAffine() && !t.flipHorizontal() && !t.flipVertical()) {
            y.copyFrom(x);
            return;
        }
        int h = x.shape().dim(0);
        int w = x.shape().dim(1);
        AffineTransform affine = AffineTransform.of(t, h, w, keras3Axes);
        interpolation.apply(x, y, affine, t.flipHorizontal(), t.flipVertical());
    }

    private static void shiftChannels(Tensor y, float intensity) {
        float[] v = y.data();
        int end = y.offset() + y.size();
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = y.offset(); i < end; i++) {
            min = Math.min(min, v[i]);
            max = Math.max(max, v[i]);
        }
        for (int i = y.offset(); i < end; i++) {
            v[i] = Math.max(min, Math.min(max, v[i] + intensity));
        }
    }
}
