package dev.cornet.layers;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code n} values brought to mean 0 and variance 1, and the way back.
 *
 * @param u the rows (x − μ)/√(σ² + ε)
 * @param inverse 1/√(σ² + ε) of each row
 */
record LayerNormKernel(int rows, int n, Tensor u, Tensor inverse) {
    /** y = γ·u + β */
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
            inverse.data()[inverse.offset() + r] = scale;
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

    /** dγ += Σ dy·u over the rows */
    void addProducts(Tensor dy, Tensor dgamma) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < n; j++) {
                float product = dy.data()[dy.offset() + r * n + j] * u.data()[u.offset() + r * n + j];
                dgamma.data()[dgamma.offset() + j] += product;
            }
        }
    }

    /** dx = (du − mean du − u·mean(du·u))/√(σ² + ε) with du = γ·dy */
    void backward(Tensor dy, @Nullable Tensor gamma, Tensor dx) {
        for (int r = 0; r < rows; r++) {
            int dyAt = dy.offset() + r * n;
            int uAt = u.offset() + r * n;
            int dxAt = dx.offset() + r * n;
            double sum = 0;
            double product = 0;
            for (int j = 0; j < n; j++) {
                float du = dy.data()[dyAt + j] * (gamma == null ? 1 : gamma.data()[gamma.offset() + j]);
                dx.data()[dxAt + j] = du;
                sum += du;
                product += (double) du * u.data()[uAt + j];
            }
            float mean = (float) (sum / n);
            float slope = (float) (product / n);
            float scale = inverse.data()[inverse.offset() + r];
            for (int j = 0; j < n; j++) {
                dx.data()[dxAt + j] = (dx.data()[dxAt + j] - mean - u.data()[uAt + j] * slope) * scale;
            }
        }
    }
}
