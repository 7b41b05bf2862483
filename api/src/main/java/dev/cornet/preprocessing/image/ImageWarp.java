package dev.cornet.preprocessing.image;

import dev.cornet.tensor.Tensor;

/**
 * The resampling of an image by an {@link AffineTransform}, followed by optional flips.
 *
 * @param mode how pixels outside the image are filled
 * @param cval the value of pixels outside the image in mode {@link FillMode#CONSTANT}
 * @param order the interpolation: 0 takes the nearest pixel, 1 is bilinear
 */
record ImageWarp(FillMode mode, float cval, int order) {
    /** Warps x (h, w, c) and writes the result to y of the same shape. Input and output must not overlap. */
    void apply(Tensor x, Tensor y, AffineTransform affine, boolean flipHorizontal, boolean flipVertical) {
        int h = x.shape().dim(0);
        int w = x.shape().dim(1);
        int c = x.shape().dim(2);
        float[] xs = x.data();
        float[] ys = y.data();
        for (int i = 0; i < h; i++) {
            int to = y.offset() + (flipVertical ? h - 1 - i : i) * w * c;
            int step = flipHorizontal ? -c : c;
            if (flipHorizontal) {
                to += (w - 1) * c;
            }
            double firstRow = affine.c() + i * affine.a();
            double firstColumn = affine.f() + i * affine.d();
            for (int j = 0; j < w; j++, to += step) {
                double row = mode.sourceCoordinate(firstRow + j * affine.b(), h);
                double column = mode.sourceCoordinate(firstColumn + j * affine.e(), w);
                if (Double.isNaN(row + column)) {
                    for (int k = 0; k < c; k++) {
                        ys[to + k] = cval;
                    }
                } else if (order == 0) {
                    int from = x.offset() + ((int) (row + 0.5) * w + (int) (column + 0.5)) * c;
                    for (int k = 0; k < c; k++) {
                        ys[to + k] = xs[from + k];
                    }
                } else {
                    bilinear(x, row, column, ys, to);
                }
            }
        }
    }

    private static void bilinear(Tensor image, double row, double column, float[] y, int to) {
        int h = image.shape().dim(0);
        int w = image.shape().dim(1);
        int c = image.shape().dim(2);
        float[] x = image.data();
        int r = (int) row;
        int s = (int) column;
        float down = (float) (row - r);
        float right = (float) (column - s);
        int a = image.offset() + (r * w + s) * c;
        int nextRow = r + 1 < h ? w * c : 0;
        int nextColumn = s + 1 < w ? c : 0;
        for (int k = a; k < a + c; k++) {
            float top = x[k] + (x[k + nextColumn] - x[k]) * right;
            float bottom = x[k + nextRow] + (x[k + nextRow + nextColumn] - x[k + nextRow]) * right;
            y[to + k - a] = top + (bottom - top) * down;
        }
    }
}
