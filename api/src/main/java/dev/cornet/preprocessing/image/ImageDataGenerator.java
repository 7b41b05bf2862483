package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.random.RandomStream;
import dev.cornet.random.Seeds;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Batches of images, each one turned, shifted, sheared, zoomed, flipped and standardized as its options say.
 *
 * <pre>{@code
 * ImageDataGenerator train = new ImageDataGenerator().rescale(1 / 255f).rotationRange(15).zoomRange(0.1).horizontalFlip(true);
 * model.fit(train.flowFromDirectory("cats-and-dogs").targetSize(150, 150).batchSize(20), new Fit().epochs(30));
 * }</pre>
 *
 * <p>What happens to an image is a function of (seed, epoch, index of the image): the same on any number of threads. Options hold for the
 * flows made after them. Differences to Keras 3: {@code widthShiftRange} moves along the width and {@code heightShiftRange} along the
 * height (Keras has them swapped since 2020), and images that are not square turn about their own centre ({@link #keras3Axes} brings
 * Keras' places back); a validation subset is not augmented; statistics that are asked for must have been fitted.
 *
 * <p>Reference: {@code keras.src.legacy.preprocessing.image.ImageDataGenerator} of Keras 3.
 */
public final class ImageDataGenerator {
    private boolean featurewiseCenter;
    private boolean samplewiseCenter;
    private boolean featurewiseStdNormalization;
    private boolean samplewiseStdNormalization;
    private boolean zcaWhitening;
    private double zcaEpsilon = 1e-6;
    private double rotationRange;
    private ShiftRange widthShift = ShiftRange.NONE;
    private ShiftRange heightShift = ShiftRange.NONE;
    private double brightnessLow = Double.NaN;
    private double brightnessHigh = Double.NaN;
    private double shearRange;
    private double zoomLow = 1;
    private double zoomHigh = 1;
    private double channelShiftRange;
    private FillMode fillMode = FillMode.NEAREST;
    private float cval;
    private boolean horizontalFlip;
    private boolean verticalFlip;
    private float rescale;
    private @Nullable UnaryOperator<Tensor> preprocessing;
    private double validationSplit;
    private int interpolationOrder = 1;
    private boolean keras3Axes;

    private @Nullable FittedStatistics fitted;

    /** Subtract the mean of each channel over the fitted data. */
    public ImageDataGenerator featurewiseCenter(boolean on) {
        featurewiseCenter = on;
        return this;
    }

    /** Subtract the image's own mean. */
    public ImageDataGenerator samplewiseCenter(boolean on) {
        samplewiseCenter = on;
        return this;
    }

    /** Divide by the standard deviation of each channel over the fitted data; centres as well. */
    public ImageDataGenerator featurewiseStdNormalization(boolean on) {
        featurewiseStdNormalization = on;
        return this;
    }

    /** Divide by the image's own standard deviation; centres as well. */
    public ImageDataGenerator samplewiseStdNormalization(boolean on) {
        samplewiseStdNormalization = on;
        return this;
    }

    /** Whiten with the fitted data; centres featurewise as well and does not divide by the deviation. */
    public ImageDataGenerator zcaWhitening(boolean on) {
        zcaWhitening = on;
        return this;
    }

    /** ε of the whitening; 1e-6. */
    public ImageDataGenerator zcaEpsilon(double epsilon) {
        zcaEpsilon = require("zcaEpsilon", epsilon, 0, Double.MAX_VALUE);
        return this;
    }

    /** Turn by up to this many degrees to either side. */
    public ImageDataGenerator rotationRange(double degrees) {
        rotationRange = require("rotationRange", degrees, 0, 1e6);
        return this;
    }

    /** Shift along the width by up to a fraction of it (below 1) or pixels (from 1 on). */
    public ImageDataGenerator widthShiftRange(double range) {
        widthShift = ShiftRange.within("widthShiftRange", range);
        return this;
    }

    /** Shift along the width by 0 … pixels−1 whole pixels to either side, as an int does in Keras. */
    public ImageDataGenerator widthShiftRange(int pixels) {
        widthShift = ShiftRange.below("widthShiftRange", pixels);
        return this;
    }

    /** Shift along the width by one of these, to either side: fractions when all are below 1, else pixels. */
    public ImageDataGenerator widthShiftRange(double... choices) {
        Arguments.given(choices, "ImageDataGenerator.widthShiftRange", "choices");
        widthShift = ShiftRange.of("widthShiftRange", choices);
        return this;
    }

    /** Shift along the height by up to a fraction of it (below 1) or pixels (from 1 on). */
    public ImageDataGenerator heightShiftRange(double range) {
        heightShift = ShiftRange.within("heightShiftRange", range);
        return this;
    }

    /** Shift along the height by 0 … pixels−1 whole pixels to either side, as an int does in Keras. */
    public ImageDataGenerator heightShiftRange(int pixels) {
        heightShift = ShiftRange.below("heightShiftRange", pixels);
        return this;
    }

    /** Shift along the height by one of these, to either side: fractions when all are below 1, else pixels. */
    public ImageDataGenerator heightShiftRange(double... choices) {
        Arguments.given(choices, "ImageDataGenerator.heightShiftRange", "choices");
        heightShift = ShiftRange.of("heightShiftRange", choices);
        return this;
    }

    /** Multiply the values by a factor out of this range; the image is brought to 8 bits for it. */
    public ImageDataGenerator brightnessRange(double low, double high) {
        Arguments.inOrder("ImageDataGenerator: brightnessRange", low, high);
        brightnessLow = require("brightnessRange", low, 0, 1e6);
        brightnessHigh = require("brightnessRange", high, low, 1e6);
        return this;
    }

    /** Shear by up to this many degrees to either side. */
    public ImageDataGenerator shearRange(double degrees) {
        shearRange = require("shearRange", degrees, 0, 1e6);
        return this;
    }

    /** Zoom each axis by 1 − range … 1 + range; below 1 enlarges. */
    public ImageDataGenerator zoomRange(double range) {
        return zoomRange(1 - require("zoomRange", range, 0, 1), 1 + range);
    }

    /** Zoom each axis by low … high; below 1 enlarges. */
    public ImageDataGenerator zoomRange(double low, double high) {
        Arguments.inOrder("ImageDataGenerator: zoomRange", low, high);
        zoomLow = require("zoomRange", low, 0, 1e6);
        zoomHigh = require("zoomRange", high, low, 1e6);
        return this;
    }

    /** Add up to this much to all channels or take it away, within the image's own smallest and largest value. */
    public ImageDataGenerator channelShiftRange(double range) {
        channelShiftRange = require("channelShiftRange", range, 0, 1e9);
        return this;
    }

    /** What lies outside the image: {@code "nearest"}, {@code "constant"}, {@code "reflect"} or {@code "wrap"}. */
    public ImageDataGenerator fillMode(String mode) {
        return fillMode(FillMode.of(mode));
    }

    /** What lies outside the image. */
    public ImageDataGenerator fillMode(FillMode mode) {
        fillMode = mode;
        return this;
    }

    /** The value outside the image in fill mode {@code "constant"}. */
    public ImageDataGenerator cval(double value) {
        if (!Double.isFinite(value)) {
            throw new OptionException("ImageDataGenerator: cval must be a finite number, got " + value);
        }
        cval = (float) value;
        return this;
    }

    /** Swap left and right in half of the images. */
    public ImageDataGenerator horizontalFlip(boolean on) {
        horizontalFlip = on;
        return this;
    }

    /** Swap top and bottom in half of the images. */
    public ImageDataGenerator verticalFlip(boolean on) {
        verticalFlip = on;
        return this;
    }

    /** Multiply the values, after the transformation: {@code 1 / 255f} brings bytes to 0 … 1. 0 leaves them. */
    public ImageDataGenerator rescale(double factor) {
        rescale = (float) require("rescale", factor, -1e30, 1e30);
        return this;
    }

    /** Called with each image (height, width, channels) after its transformation and before rescale; several threads may call at once. */
    public ImageDataGenerator preprocessingFunction(UnaryOperator<Tensor> function) {
        preprocessing = function;
        return this;
    }

    /** The fraction, counted from the first sample on, that {@code subset("validation")} takes. */
    public ImageDataGenerator validationSplit(double fraction) {
        if (fraction != 0 && !(fraction > 0 && fraction < 1)) {
            throw new OptionException("ImageDataGenerator: validationSplit must lie between 0 and 1, got " + fraction);
        }
        validationSplit = fraction;
        return this;
    }

    /** 1 for the bilinear mean of four pixels, 0 for the nearest pixel. */
    public ImageDataGenerator interpolationOrder(int order) {
        if (order != 0 && order != 1) {
            throw new OptionException("interpolationOrder must be 0 (nearest) or 1 (bilinear), got " + order);
        }
        interpolationOrder = order;
        return this;
    }

    /** True to shift and turn as Keras 3 does: the two shift ranges swapped, and images that are not square turned about another place. */
    public ImageDataGenerator keras3Axes(boolean on) {
        keras3Axes = on;
        return this;
    }

    /** Takes mean and deviation of each channel, and the whitening if asked for, from images (n, height, width, channels). */
    public void fit(Tensor x) {
        fit(x, false, 1, 0);
    }

    /**
     * Takes mean and deviation of each channel, and the whitening if asked for, from images (n, height, width, channels). As in Keras,
     * {@code rescale} is applied before, the preprocessing function is not.
     *
     * @param augment true to take them from transformed images
     * @param rounds how often each image is transformed
     * @param seed of these transformations
     */
    public void fit(Tensor x, boolean augment, int rounds, long seed) {
        Arguments.given(x, "ImageDataGenerator.fit", "x");
        if (x.shape().rank() != 4 || x.size() == 0) {
            throw new ShapeException("fit needs images of shape (n, height, width, channels), but got " + x.shape());
        }
        if (rounds < 1) {
            throw new OptionException("rounds must be 1 or more, got " + rounds);
        }
        float factor = rescale == 0 ? 1 : rescale;
        fitted = augment
                ? FittedStatistics.of(
                        augmentation().all(x, factor, rounds, new RandomStream(seed)), 1, zcaWhitening, zcaEpsilon)
                : FittedStatistics.of(x, factor, zcaWhitening, zcaEpsilon);
    }

    /** Standardizes an image (height, width, channels), or each image of a batch, in place and returns it. */
    public Tensor standardize(Tensor x) {
        Arguments.given(x, "ImageDataGenerator.standardize", "x");
        int rank = x.shape().rank();
        if (rank != 3 && rank != 4) {
            throw new ShapeException(
                    "standardize needs an image (height, width, channels) or a batch of them, got " + x.shape());
        }
        standardization().applyAll(rank == 3 ? x.reshape(x.shape().withBatch(1)) : x);
        return x;
    }

    /** Draws what to do with an image of a shape (height, width, channels): a function of the options and the seed. */
    public ImageTransform getRandomTransform(Shape image, long seed) {
        Arguments.given(image, "ImageDataGenerator.getRandomTransform", "image");
        return augmentation().draw(new RandomStream(seed), requireImage(image));
    }

    /** The transformed image; {@code x} (height, width, channels) stays. */
    public Tensor applyTransform(Tensor x, ImageTransform transform) {
        Arguments.allGiven("ImageDataGenerator.applyTransform", "x", x, "transform", transform);
        Tensor y = Tensor.zeros(requireImage(x.shape()));
        augmentation().apply(x, y, transform);
        return y;
    }

    /** The image (height, width, channels) after a random transformation; {@code x} stays. */
    public Tensor randomTransform(Tensor x, long seed) {
        Arguments.given(x, "ImageDataGenerator.randomTransform", "x");
        return applyTransform(x, getRandomTransform(x.shape(), seed));
    }

    /** The image after a random transformation by the next seed of the process. */
    public Tensor randomTransform(Tensor x) {
        return randomTransform(x, Seeds.next());
    }

    /** Batches of images alone, as {@code predict} takes them. */
    public ImageFlow flow(Tensor x) {
        return new ImageFlow(this, Arguments.given(x, "ImageDataGenerator.flow", "x"), null, false);
    }

    /** Batches of images (n, height, width, channels) and their targets (n, …). */
    public ImageFlow flow(Tensor x, Tensor y) {
        Arguments.allGiven("ImageDataGenerator.flow", "x", x, "y", y);
        return new ImageFlow(this, x, y, false);
    }

    /**
     * Batches of images and, as targets, their masks (n, height, width, any channels), which move with them: each place takes the nearest
     * pixel of the mask, so classes never mix, and masks are neither recoloured nor standardized.
     */
    public ImageFlow flowMasks(Tensor x, Tensor masks) {
        Arguments.allGiven("ImageDataGenerator.flowMasks", "x", x, "masks", masks);
        return new ImageFlow(this, x, masks, true);
    }

    /** Batches of the images in a folder, whose sub-folders are the classes. */
    public FileFlow flowFromDirectory(String directory) {
        return flowFromDirectory(
                Arguments.path(directory, "ImageDataGenerator.flowFromDirectory: the argument directory"));
    }

    /** Batches of the images in a folder, whose sub-folders are the classes. */
    public FileFlow flowFromDirectory(Path directory) {
        return new FileFlow(this, Arguments.given(directory, "ImageDataGenerator.flowFromDirectory", "directory"));
    }

    /** Batches of images from a list, as from a table: file i has label i. */
    public FileFlow flowFromFiles(List<Path> files, List<String> labels) {
        Arguments.allGiven("ImageDataGenerator.flowFromFiles", "files", files, "labels", labels);
        return new FileFlow(this, files, labels);
    }

    double validationSplit() {
        return validationSplit;
    }

    Augmentation augmentation() {
        return new Augmentation(
                rotationRange,
                widthShift,
                heightShift,
                shearRange,
                zoomLow,
                zoomHigh,
                channelShiftRange,
                brightnessLow,
                brightnessHigh,
                horizontalFlip,
                verticalFlip,
                new Warp(fillMode, cval, interpolationOrder),
                keras3Axes);
    }

    Standardization standardization() {
        FittedStatistics figures = fitted;
        if (centres() && (figures == null || (zcaWhitening && figures.whitening() == null))) {
            String option = zcaWhitening
                    ? "zcaWhitening"
                    : featurewiseStdNormalization ? "featurewiseStdNormalization" : "featurewiseCenter";
            throw new DataException(
                    option + " needs figures of the whole data set. Call fit(x) with training images first.");
        }
        return new Standardization(
                preprocessing,
                rescale,
                samplewiseCenter || samplewiseStdNormalization,
                samplewiseStdNormalization,
                centres() && figures != null ? figures.mean() : null,
                featurewiseStdNormalization && figures != null ? figures.deviation() : null,
                zcaWhitening && figures != null ? figures.whitening() : null);
    }

    private boolean centres() {
        return featurewiseCenter || featurewiseStdNormalization || zcaWhitening;
    }

    private static Shape requireImage(Shape shape) {
        if (shape.rank() != 3) {
            throw new ShapeException("an image has the shape (height, width, channels), got " + shape);
        }
        return shape;
    }

    private static double require(String option, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new OptionException(
                    "ImageDataGenerator: " + option + " must be between " + least + " and " + most + ", got " + value);
        }
        return value;
    }
}
