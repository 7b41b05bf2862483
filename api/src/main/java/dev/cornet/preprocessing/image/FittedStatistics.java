package dev.cornet.preprocessing.image;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The statistics that {@link ImageDataGenerator#fit} computes: mean and standard deviation per channel, and the whitening if requested. */
record FittedStatistics(
        Tensor mean, Tensor deviation, @Nullable ZcaWhitening whitening) {
    /** Computes the statistics of factor·x over all samples and pixels, where x is (n, height, width, channels). */
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
        ZcaWhitening whitening = whiten ? whitening(x, factor, means, epsilon) : null;
        return new FittedStatistics(means, Tensor.of(deviation), whitening);
    }

    private static ZcaWhitening whitening(Tensor x, float factor, Tensor mean, double epsilon) {
        Tensor centred = x.copy();
        new Standardization(null, factor, false, false, mean, null, null).applyAll(centred);
        return ZcaWhitening.of(centred.data(), centred.shape().dim(0), centred.rowSize(), epsilon);
    }
}
