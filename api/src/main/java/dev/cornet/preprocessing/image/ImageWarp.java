package dev.cornet.preprocessing.image;

/**
 * The resampling of an image by an {@link AffineTransform}, followed by optional flips.
 *
 * @param mode how pixels outside the image are filled
 * @param cval the value of pixels outside the image in mode {@link FillMode#CONSTANT}
 * @param order the interpolation: 0 takes the nearest pixel, 1 is bilinear
 */
record ImageWarp(FillMode mode, float cval, int order) {
    /** Warps the image (h, w, c) that begins at x[xo] and writes the result to y from y[yo] on. Input and output must not overlap. */
    void apply(
            float[] x,
            int xo,
            float[] y,
            int yo,
            int h,
            int w,
            int c,
            AffineTransform affine,
            boolean flipHorizontal,
            boolean flipVertical) {
        for (int i = 0; i < h; i++) {
            int to = yo + (flipVertical ? h - 1 - i : i) * w * c;
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
                        y[to + k] = cval;
                    }
                } else if (order == 0) {
                    int from = xo + ((int) (row + 0.5) * w + (int) (column + 0.5)) * c;
                    for (int k = 0; k < c; k++) {
                        y[to + k] = x[from + k];
                    }
                } else {
                    bilinear(x, xo, y, to, row, column, h, w, c);
                }
            }
        }
    }

    private static void bilinear(float[] x, int xo, float[] y, int to, double row, double column, int h, int w, int c) {
        int r = (int) row;
        int s = (int) column;
        float down = (float) (row - r);
        float right = (float) (column - s);
        int a = xo + (r * w + s) * c;
        int nextRow = r + 1 < h ? w * c : 0;
        int nextColumn = s + 1 < w ? c : 0;
        for (int k = a; k < a + c; k++) {
            float top = x[k] + (x[k + nextColumn] - x[k]) * right;
            float bottom = x[k + nextRow] + (x[k + nextRow + nextColumn] - x[k + nextRow]) * right;
            y[to + k - a] = top + (bottom - top) * down;
        }
    }
}
