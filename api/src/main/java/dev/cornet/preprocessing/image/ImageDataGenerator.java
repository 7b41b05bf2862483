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
 * A generator of batches of randomly augmented (rotated, shifted, sheared, zoomed, flipped, recoloured) and standardized images.
 *
 * <pre>{@code
 * ImageDataGenerator train = new ImageDataGenerator().rescale(1 / 255f).rotationRange(15).zoomRange(0.1).horizontalFlip(true);
 * model.fit(train.flowFromDirectory("cats-and-dogs").targetSize(150, 150).batchSize(20), new Fit().epochs(30));
 * }</pre>
 *
 * <p>The augmentation of an image is a function of (seed, epoch, image index), the same for any number of threads. Options apply to flows
 * created after they are set. Differences from Keras 3: {@code widthShiftRange} shifts along the width and {@code heightShiftRange} along
 * the height (Keras has had them swapped since 2020), and images that are not square are rotated about their own centre ({@link
 * #keras3Axes} restores Keras' behaviour); a validation subset is not augmented; an option that needs fitted statistics fails without them.
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

    private @Nullable FittedStatistics statistics;

    /** Whether to subtract the mean of each channel over the fitted data; default false. */
    public ImageDataGenerator featurewiseCenter(boolean on) {
        this.featurewiseCenter = on;
        return this;
    }

    /** Whether to subtract the mean of the image itself; default false. */
    public ImageDataGenerator samplewiseCenter(boolean on) {
        this.samplewiseCenter = on;
        return this;
    }

    /** Whether to divide by the standard deviation of each channel over the fitted data; implies featurewiseCenter. Default false. */
    public ImageDataGenerator featurewiseStdNormalization(boolean on) {
        this.featurewiseStdNormalization = on;
        return this;
    }

    /** Whether to divide by the standard deviation of the image itself; implies samplewiseCenter. Default false. */
    public ImageDataGenerator samplewiseStdNormalization(boolean on) {
        this.samplewiseStdNormalization = on;
        return this;
    }

    /** Whether to apply ZCA whitening with the fitted data; implies featurewiseCenter, and replaces featurewiseStdNormalization. */
    public ImageDataGenerator zcaWhitening(boolean on) {
        this.zcaWhitening = on;
        return this;
    }

    /** ε of the ZCA whitening; default 1e-6. */
    public ImageDataGenerator zcaEpsilon(double epsilon) {
        this.zcaEpsilon = require("zcaEpsilon", epsilon, 0, Double.MAX_VALUE);
        return this;
    }

    /** Rotates by a random angle within ±degrees. */
    public ImageDataGenerator rotationRange(double degrees) {
        this.rotationRange = require("rotationRange", degrees, 0, 1e6);
        return this;
    }

    /** Shifts along the width by a random amount within ±range: a fraction of the width if range is below 1, otherwise pixels. */
    public ImageDataGenerator widthShiftRange(double range) {
        this.widthShift = ShiftRange.within("widthShiftRange", range);
        return this;
    }

    /** Shifts along the width by a random whole number of pixels, 0 … pixels−1 in either direction, like an int in Keras. */
    public ImageDataGenerator widthShiftRange(int pixels) {
        this.widthShift = ShiftRange.below("widthShiftRange", pixels);
        return this;
    }

    /** Shifts along the width by one of these amounts, in either direction: fractions of the width if all are below 1, otherwise pixels. */
    public ImageDataGenerator widthShiftRange(double... choices) {
        Arguments.notNull(choices, "ImageDataGenerator.widthShiftRange", "choices");
        widthShift = ShiftRange.of("widthShiftRange", choices);
        return this;
    }

    /** Shifts along the height by a random amount within ±range: a fraction of the height if range is below 1, otherwise pixels. */
    public ImageDataGenerator heightShiftRange(double range) {
        this.heightShift = ShiftRange.within("heightShiftRange", range);
        return this;
    }

    /** Shifts along the height by a random whole number of pixels, 0 … pixels−1 in either direction, like an int in Keras. */
    public ImageDataGenerator heightShiftRange(int pixels) {
        this.heightShift = ShiftRange.below("heightShiftRange", pixels);
        return this;
    }

    /** Shifts along the height by one of these amounts, up or down: fractions of the height if all are below 1, otherwise pixels. */
    public ImageDataGenerator heightShiftRange(double... choices) {
        Arguments.notNull(choices, "ImageDataGenerator.heightShiftRange", "choices");
        heightShift = ShiftRange.of("heightShiftRange", choices);
        return this;
    }

    /** Multiplies the values by a random factor in this range; the image is converted to 8 bits first. */
    public ImageDataGenerator brightnessRange(double low, double high) {
        Arguments.inOrder("ImageDataGenerator: brightnessRange", low, high);
        brightnessLow = require("brightnessRange", low, 0, 1e6);
        brightnessHigh = require("brightnessRange", high, low, 1e6);
        return this;
    }

    /** Shears by a random angle within ±degrees. */
    public ImageDataGenerator shearRange(double degrees) {
        this.shearRange = require("shearRange", degrees, 0, 1e6);
        return this;
    }

    /** Zooms each axis by a random factor in 1 − range … 1 + range; a factor below 1 enlarges. */
    public ImageDataGenerator zoomRange(double range) {
        return zoomRange(1 - require("zoomRange", range, 0, 1), 1 + range);
    }

    /** Zooms each axis by a random factor in low … high; a factor below 1 enlarges. */
    public ImageDataGenerator zoomRange(double low, double high) {
        Arguments.inOrder("ImageDataGenerator: zoomRange", low, high);
        zoomLow = require("zoomRange", low, 0, 1e6);
        zoomHigh = require("zoomRange", high, low, 1e6);
        return this;
    }

    /** Adds a random value within ±range to all channels, and clips the result to the image's own minimum and maximum. */
    public ImageDataGenerator channelShiftRange(double range) {
        this.channelShiftRange = require("channelShiftRange", range, 0, 1e9);
        return this;
    }

    /** How pixels outside the image are filled: {@code "nearest"} (default), {@code "constant"}, {@code "reflect"} or {@code "wrap"}. */
    public ImageDataGenerator fillMode(String mode) {
        return fillMode(FillMode.of(mode));
    }

    /** How pixels outside the image are filled; default {@link FillMode#NEAREST}. */
    public ImageDataGenerator fillMode(FillMode mode) {
        this.fillMode = mode;
        return this;
    }

    /** The value of pixels outside the image in fill mode {@code "constant"}; default 0. */
    public ImageDataGenerator cval(double value) {
        if (!Double.isFinite(value)) {
            throw new OptionException("ImageDataGenerator: cval must be a finite number, got " + value);
        }
        cval = (float) value;
        return this;
    }

    /** Whether to swap left and right in a random half of the images; default false. */
    public ImageDataGenerator horizontalFlip(boolean on) {
        this.horizontalFlip = on;
        return this;
    }

    /** Whether to swap top and bottom in a random half of the images; default false. */
    public ImageDataGenerator verticalFlip(boolean on) {
        this.verticalFlip = on;
        return this;
    }

    /** The factor of all values, applied after augmentation: {@code 1 / 255f} maps 0 … 255 to 0 … 1. Default 0, for no rescaling. */
    public ImageDataGenerator rescale(double factor) {
        this.rescale = (float) require("rescale", factor, -1e30, 1e30);
        return this;
    }

    /** A function of each image (height, width, channels), applied after augmentation and before rescale; called on several threads. */
    public ImageDataGenerator preprocessingFunction(UnaryOperator<Tensor> function) {
        this.preprocessing = function;
        return this;
    }

    /** The fraction of the samples, at the beginning of the data, that form the subset {@code "validation"} of a flow; default 0. */
    public ImageDataGenerator validationSplit(double fraction) {
        if (fraction != 0 && !(fraction > 0 && fraction < 1)) {
            throw new OptionException("ImageDataGenerator: validationSplit must lie between 0 and 1, got " + fraction);
        }
        validationSplit = fraction;
        return this;
    }

    /** The interpolation of affine transforms: 1 for bilinear (the default), 0 for the nearest pixel. */
    public ImageDataGenerator interpolationOrder(int order) {
        if (order != 0 && order != 1) {
            throw new OptionException("interpolationOrder must be 0 (nearest) or 1 (bilinear), got " + order);
        }
        interpolationOrder = order;
        return this;
    }

    /** True to swap the two shift ranges and to rotate non-square images about a point off their centre, as Keras 3 does; default false. */
    public ImageDataGenerator keras3Axes(boolean on) {
        this.keras3Axes = on;
        return this;
    }

    /** Computes the statistics for featurewise standardization and ZCA whitening from images (n, height, width, channels). */
    public void fit(Tensor x) {
        fit(x, false, 1, 0);
    }

    /**
     * Computes the statistics for featurewise standardization and ZCA whitening from images (n, height, width, channels). As in Keras,
     * {@code rescale} is applied first, but the preprocessing function is not.
     *
     * @param augment true to compute them from augmented images
     * @param rounds the number of augmented versions of each image
     * @param seed the seed of the augmentation
     */
    public void fit(Tensor x, boolean augment, int rounds, long seed) {
        Arguments.notNull(x, "ImageDataGenerator.fit", "x");
        if (x.shape().rank() != 4 || x.size() == 0) {
            throw new ShapeException("fit needs images of shape (n, height, width, channels), but got " + x.shape());
        }
        if (rounds < 1) {
            throw new OptionException("rounds must be 1 or more, got " + rounds);
        }
        float factor = rescale == 0 ? 1 : rescale;
        Tensor images = augment ? augmentation().augmentAll(x, factor, rounds, new RandomStream(seed)) : x;
        statistics = FittedStatistics.of(images, augment ? 1 : factor, zcaWhitening, zcaEpsilon);
    }

    /** Standardizes an image (height, width, channels), or each image of a batch, in place and returns it. */
    public Tensor standardize(Tensor x) {
        Arguments.notNull(x, "ImageDataGenerator.standardize", "x");
        int rank = x.shape().rank();
        if (rank != 3 && rank != 4) {
            throw new ShapeException(
                    "standardize needs an image (height, width, channels) or a batch of them, got " + x.shape());
        }
        standardization().applyAll(rank == 3 ? x.reshape(x.shape().withBatch(1)) : x);
        return x;
    }

    /** Draws the augmentation parameters for an image of shape (height, width, channels): a function of the options and the seed. */
    public ImageTransform getRandomTransform(Shape image, long seed) {
        Arguments.notNull(image, "ImageDataGenerator.getRandomTransform", "image");
        return augmentation().draw(new RandomStream(seed), requireImage(image));
    }

    /** Returns the transformed image; {@code x} (height, width, channels) is not changed. */
    public Tensor applyTransform(Tensor x, ImageTransform transform) {
        Arguments.allNotNull("ImageDataGenerator.applyTransform", "x", x, "transform", transform);
        Tensor y = Tensor.zeros(requireImage(x.shape()));
        augmentation().apply(x, y, transform);
        return y;
    }

    /** Returns the image (height, width, channels) after a random transformation; {@code x} is not changed. */
    public Tensor randomTransform(Tensor x, long seed) {
        Arguments.notNull(x, "ImageDataGenerator.randomTransform", "x");
        return applyTransform(x, getRandomTransform(x.shape(), seed));
    }

    /** Returns the image after a random transformation with the next seed of the process; {@code x} is not changed. */
    public Tensor randomTransform(Tensor x) {
        return randomTransform(x, Seeds.next());
    }

    /** Batches of images without targets, for {@code predict}. */
    public ImageFlow flow(Tensor x) {
        return new ImageFlow(this, Arguments.notNull(x, "ImageDataGenerator.flow", "x"), null, false);
    }

    /** Batches of images (n, height, width, channels) and their targets (n, …). */
    public ImageFlow flow(Tensor x, Tensor y) {
        Arguments.allNotNull("ImageDataGenerator.flow", "x", x, "y", y);
        return new ImageFlow(this, x, y, false);
    }

    /**
     * Batches of images with segmentation masks (n, height, width, any channels) as targets. Geometric transformations apply to the masks
     * too, with nearest-pixel interpolation, so that classes are not mixed. Colour changes and standardization do not apply to masks.
     */
    public ImageFlow flowMasks(Tensor x, Tensor masks) {
        Arguments.allNotNull("ImageDataGenerator.flowMasks", "x", x, "masks", masks);
        return new ImageFlow(this, x, masks, true);
    }

    /** Batches of the images in a folder, whose sub-folders are the classes. */
    public FileFlow flowFromDirectory(String directory) {
        return flowFromDirectory(
                Arguments.path(directory, "ImageDataGenerator.flowFromDirectory: the argument directory"));
    }

    /** Batches of the images in a folder, whose sub-folders are the classes. */
    public FileFlow flowFromDirectory(Path directory) {
        return new FileFlow(this, Arguments.notNull(directory, "ImageDataGenerator.flowFromDirectory", "directory"));
    }

    /** Batches of the images in a list of files, such as the column of a table; {@code labels} holds one label per file. */
    public FileFlow flowFromFiles(List<Path> files, List<String> labels) {
        Arguments.allNotNull("ImageDataGenerator.flowFromFiles", "files", files, "labels", labels);
        return new FileFlow(this, files, labels);
    }

    double validationSplit() {
        return validationSplit;
    }

    Augmentation augmentation() {
        return new Augmentation(
                new Augmentation.Geometry(
                        rotationRange,
                        widthShift,
                        heightShift,
                        shearRange,
                        new Augmentation.FactorRange(zoomLow, zoomHigh)),
                horizontalFlip,
                verticalFlip,
                channelShiftRange,
                Double.isNaN(brightnessLow) ? null : new Augmentation.FactorRange(brightnessLow, brightnessHigh),
                new ImageWarp(fillMode, cval, interpolationOrder),
                keras3Axes);
    }

    Standardization standardization() {
        FittedStatistics fitted = statistics;
        if (needsFeaturewiseMean() && (fitted == null || (zcaWhitening && fitted.whitening() == null))) {
            String option = zcaWhitening
                    ? "zcaWhitening"
                    : featurewiseStdNormalization ? "featurewiseStdNormalization" : "featurewiseCenter";
            throw new DataException(
                    option + " needs statistics of the whole data set. Call fit(x) with training images first.");
        }
        return new Standardization(
                preprocessing,
                rescale,
                samplewiseCenter || samplewiseStdNormalization,
                samplewiseStdNormalization,
                needsFeaturewiseMean() && fitted != null ? fitted.mean() : null,
                featurewiseStdNormalization && fitted != null ? fitted.deviation() : null,
                zcaWhitening && fitted != null ? fitted.whitening() : null);
    }

    private boolean needsFeaturewiseMean() {
        return featurewiseCenter || featurewiseStdNormalization || zcaWhitening;
    }

    private static Shape requireImage(Shape shape) {
        if (shape.rank() != 3) {
            throw new ShapeException("an image has the shape (height, width, channels), got " + shape);
        }
        return shape;
    }

    private static double require(String option, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new OptionException(
                    "ImageDataGenerator: " + option + " must be between " + min + " and " + max + ", got " + value);
        }
        return value;
    }
}
