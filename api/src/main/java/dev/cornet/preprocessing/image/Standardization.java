package dev.cornet.preprocessing.image;

import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The standardization of images after augmentation, in Keras' order: preprocessing function, rescale, samplewise centring and scaling,
 * featurewise centring and scaling, whitening. Images are changed in place.
 */
record Standardization(
        @Nullable UnaryOperator<Tensor> preprocessing,
        float rescale,
        boolean samplewiseCenter,
        boolean samplewiseScale,
        @Nullable Tensor mean,
        @Nullable Tensor deviation,
        @Nullable ZcaWhitening whitening) {
    /** Added to every standard deviation before dividing by it, as in Keras. */
    private static final float EPSILON = 1e-6f;

    /** As in Keras, whitening replaces featurewise scaling, since whitened values have unit standard deviation already. */
    Standardization {
        if (whitening != null && deviation != null) {
            Console.warnOnce("ImageDataGenerator: zcaWhitening takes the place of featurewiseStdNormalization.");
            deviation = null;
        }
    }

    /** Applies all steps to the images of a batch (n, height, width, channels). */
    void applyAll(Tensor images) {
        Shape image = images.shape().withoutBatch();
        for (int i = 0; i < images.shape().dim(0); i++) {
            apply(images.rows(i, i + 1).reshape(image));
        }
        whiten(images);
    }

    /** Applies all steps except whitening to one image (height, width, channels). */
    void apply(Tensor image) {
        if (preprocessing != null) {
            Tensor y =
                    Arguments.notNull(preprocessing.apply(image), "preprocessingFunction: the image that it returns");
            if (!y.shape().equals(image.shape())) {
                throw new ShapeException("preprocessingFunction must keep the image's shape " + image.shape()
                        + ", but returned " + y.shape());
            }
            image.copyFrom(y);
        }
        float[] x = image.data();
        int from = image.offset();
        int end = from + image.size();
        if (rescale != 0) {
            for (int i = from; i < end; i++) {
                x[i] *= rescale;
            }
        }
        if (samplewiseCenter) {
            float mean = (float) mean(x, from, end);
            for (int i = from; i < end; i++) {
                x[i] -= mean;
            }
        }
        if (samplewiseScale) {
            float divisor = (float) deviation(x, from, end) + EPSILON;
            for (int i = from; i < end; i++) {
                x[i] /= divisor;
            }
        }
        if (mean != null) {
            float[] m = perChannel(mean, image);
            for (int i = from, c = 0; i < end; i++, c = c + 1 < m.length ? c + 1 : 0) {
                x[i] -= m[c];
            }
        }
        if (deviation != null) {
            float[] d = perChannel(deviation, image);
            for (int i = from, c = 0; i < end; i++, c = c + 1 < d.length ? c + 1 : 0) {
                x[i] /= d[c] + EPSILON;
            }
        }
    }

    /** Applies the whitening, if there is one, to an image or a batch. */
    void whiten(Tensor images) {
        if (whitening != null) {
            whitening.apply(images);
        }
    }

    private static float[] perChannel(Tensor values, Tensor image) {
        if (values.size() != image.shape().last()) {
            throw new OptionException("the generator was fitted on images of " + values.size()
                    + " channels, but this one has the shape " + image.shape());
        }
        return values.data();
    }

    private static double mean(float[] x, int from, int end) {
        double sum = 0;
        for (int i = from; i < end; i++) {
            sum += x[i];
        }
        return sum / (end - from);
    }

    private static double deviation(float[] x, int from, int end) {
        double mean = mean(x, from, end);
        double sum = 0;
        for (int i = from; i < end; i++) {
            sum += (x[i] - mean) * (x[i] - mean);
        }
        return Math.sqrt(sum / (end - from));
    }
}
