package dev.cornet.data.image;

import dev.cornet.tensor.Tensor;

/** Mean and standard deviation of each channel over all samples and pixels of factor·x. */
record ChannelStatistics(Tensor mean, Tensor deviation) {
    static ChannelStatistics of(Tensor x, float factor) {
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
        return new ChannelStatistics(Tensor.of(mean), Tensor.of(deviation));
    }
}
