package dev.cornet.optimizers;

import org.jspecify.annotations.Nullable;

/** The three kinds of gradient clipping. */
final class Clipping {
    private Clipping() {}

    static void clip(
            ParameterChunks chunks, @Nullable Double norm, @Nullable Double globalNorm, @Nullable Double value) {
        if (norm != null) {
            byNorm(chunks, norm.floatValue());
        } else if (globalNorm != null) {
            byGlobalNorm(chunks, globalNorm.floatValue());
        } else if (value != null) {
            byValue(chunks, value.floatValue());
        }
    }

    /** For each weight: g ← g·c / max(‖g‖, c). */
    private static void byNorm(ParameterChunks chunks, float c) {
        double[] sumsOfSquares = chunks.sumsOfSquares();
        for (int k = 0; k < sumsOfSquares.length; k++) {
            float norm = (float) Math.sqrt(sumsOfSquares[k]);
            if (!(norm <= c)) {
                chunks.rescale(k, c, norm);
            }
        }
    }

    /** g ← g·c / max(N, c), where N is the norm of the gradients of all weights; all NaN if a gradient is not finite, as in Keras. */
    private static void byGlobalNorm(ParameterChunks chunks, float c) {
        double sum = 0;
        for (double square : chunks.sumsOfSquares()) {
            sum += square;
        }
        float norm = (float) Math.sqrt(sum);
        if (norm <= c) {
            return;
        }
        float scale = Float.isFinite(norm) ? c * (1f / norm) : Float.NaN;
        chunks.run((w, g, s, from, to) -> {
            for (int i = from; i < to; i++) {
                g[i] *= scale;
            }
        });
    }

    /** g ← min(max(g, −c), c) */
    private static void byValue(ParameterChunks chunks, float c) {
        chunks.run((w, g, s, from, to) -> {
            for (int i = from; i < to; i++) {
                g[i] = Math.min(Math.max(g[i], -c), c);
            }
        });
    }
}
