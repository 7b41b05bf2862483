package dev.cornet.preprocessing.image;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What an {@link ImageDataGenerator} took from data: mean and standard deviation of each channel, and how to whiten. */
record FittedStatistics(
        Tensor mean, Tensor deviation, @Nullable Whitening whitening) {
    /** Over all samples and pixels of factor·x, where x is (n, height, width, channels). */
    static FittedStatistics of(Tensor x, float factor, boolean whiten, double epsilon) {
        int channels = x.shape().last();
        double[] mean = new double[channels];
        double[] deviation = new double[channels];
        double pixels = (double) x.size() / channels;
        float[] v = x.data();
        for (int i = x.offset(), c = 0; i < x.offset() + x.size(); i++, c = c + 1 < channels ? c + 1 : 0) {
            mean[c] += v[i] * factor;
        }
        for (int c = 0; c < channels; c++) {
            mean[c] /= pixels;
        }
        for (int i = x.offset(), c = 0; i < x.offset() + x.size(); i++, c = c + 1 < channels ? c + 1 : 0) {
            double d = v[i] * factor - mean[c];
            deviation[c] += d * d;
        }
        for (int c = 0; c < channels; c++) {
            deviation[c] = Math.sqrt(deviation[c] / pixels);
        }
        Tensor means = Tensor.of(mean);
        Whitening whitening = whiten ? whitening(x, factor, means, epsilon) : null;
        return new FittedStatistics(means, Tensor.of(deviation), whitening);
    }

    private static Whitening whitening(Tensor x, float factor, Tensor mean, double epsilon) {
        Tensor centred = x.copy();
        new Standardization(null, factor, false, false, mean, null, null).applyAll(centred);
        return Whitening.of(centred.data(), centred.shape().dim(0), centred.rowSize(), epsilon);
    }
}
