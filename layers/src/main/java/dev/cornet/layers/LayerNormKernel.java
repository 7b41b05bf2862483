package dev.cornet.layers;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The computation of {@link LayerNormalization} on rows of {@code n} values, forward and backward.
 *
 * @param u the normalized rows (x − μ)/√(σ² + ε), written by {@link #forward}
 * @param inverseStd 1/√(σ² + ε) of each row, written by {@link #forward}
 */
record LayerNormKernel(int rows, int n, Tensor u, Tensor inverseStd) {
    /** y = γ·u + β; computes u and {@link #inverseStd} from x. */
    void forward(Tensor x, @Nullable Tensor gamma, @Nullable Tensor beta, float epsilon, Tensor y) {
        for (int r = 0; r < rows; r++) {
            int xAt = x.offset() + r * n;
            double mean = 0;
            for (int j = 0; j < n; j++) {
                mean += x.data()[xAt + j];
            }
            mean /= n;
            double variance = 0;
            for (int j = 0; j < n; j++) {
                double d = x.data()[xAt + j] - mean;
                variance += d * d;
            }
            float scale = (float) (1 / Math.sqrt(variance / n + epsilon));
            inverseStd.data()[inverseStd.offset() + r] = scale;
            int uAt = u.offset() + r * n;
            int yAt = y.offset() + r * n;
            for (int j = 0; j < n; j++) {
                float v = (x.data()[xAt + j] - (float) mean) * scale;
                u.data()[uAt + j] = v;
                float g = gamma == null ? 1 : gamma.data()[gamma.offset() + j];
                y.data()[yAt + j] = g * v + (beta == null ? 0 : beta.data()[beta.offset() + j]);
            }
        }
    }

    /** dγ += Σ dy·u over the rows. */
    void addGammaGradient(Tensor dy, Tensor dgamma) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < n; j++) {
                float product = dy.data()[dy.offset() + r * n + j] * u.data()[u.offset() + r * n + j];
                dgamma.data()[dgamma.offset() + j] += product;
            }
        }
    }

    /** dx = (du − mean du − u·mean(du·u))/√(σ² + ε) with du = γ·dy. */
    void backward(Tensor dy, @Nullable Tensor gamma, Tensor dx) {
        for (int r = 0; r < rows; r++) {
            int dyAt = dy.offset() + r * n;
            int uAt = u.offset() + r * n;
            int dxAt = dx.offset() + r * n;
            double sumDu = 0;
            double sumDuU = 0;
            for (int j = 0; j < n; j++) {
                float du = dy.data()[dyAt + j] * (gamma == null ? 1 : gamma.data()[gamma.offset() + j]);
                dx.data()[dxAt + j] = du;
                sumDu += du;
                sumDuU += (double) du * u.data()[uAt + j];
            }
            float meanDu = (float) (sumDu / n);
            float meanDuU = (float) (sumDuU / n);
            float scale = inverseStd.data()[inverseStd.offset() + r];
            for (int j = 0; j < n; j++) {
                dx.data()[dxAt + j] = (dx.data()[dxAt + j] - meanDu - u.data()[uAt + j] * meanDuU) * scale;
            }
        }
    }
}
