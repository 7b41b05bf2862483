package dev.cornet.preprocessing.image;

/**
 * An affine transform from pixel positions of the output to positions of the input: row' = a·row + b·column + c,
 * column' = d·row + e·column + f.
 *
 * <p>The transform is M = R·T·S·Z in Keras' order, about the centre (width/2 − ½, height/2 − ½), with the rotation R = [cos −sin; sin cos],
 * the shift T, the shear S = [1 −sin; 0 cos] and the zoom Z = diag(zx, zy).
 */
record AffineTransform(double a, double b, double c, double d, double e, double f) {
    static final AffineTransform IDENTITY = new AffineTransform(1, 0, 0, 0, 1, 0);

    /**
     * The affine part of an image transformation.
     *
     * @param keras3Axes true to swap height and width when computing the centre, as Keras 3 does: images that are not square are then
     *     rotated about another point
     */
    static AffineTransform of(ImageTransform t, int height, int width, boolean keras3Axes) {
        if (!t.isAffine()) {
            return IDENTITY;
        }
        double[] m = {1, 0, 0, 0, 1, 0}; // the first two rows, x and y, of a 3x3 matrix whose last row is 0 0 1
        if (t.theta() != 0) {
            double angle = Math.toRadians(t.theta());
            m = new double[] {Math.cos(angle), -Math.sin(angle), 0, Math.sin(angle), Math.cos(angle), 0};
        }
        m = times(m, 1, 0, t.tx(), 0, 1, t.ty());
        if (t.shear() != 0) {
            double angle = Math.toRadians(t.shear());
            m = times(m, 1, -Math.sin(angle), 0, 0, Math.cos(angle), 0);
        }
        m = times(m, t.zx(), 0, 0, 0, t.zy(), 0);
        double ox = (keras3Axes ? height : width) / 2.0 - 0.5;
        double oy = (keras3Axes ? width : height) / 2.0 - 0.5;
        double fx = m[0] * -ox + m[1] * -oy + (m[2] + ox);
        double fy = m[3] * -ox + m[4] * -oy + (m[5] + oy);
        return new AffineTransform(m[4], m[3], fy, m[1], m[0], fx);
    }

    private static double[] times(double[] m, double a, double b, double c, double d, double e, double f) {
        return new double[] {
            m[0] * a + m[1] * d,
            m[0] * b + m[1] * e,
            m[0] * c + m[1] * f + m[2],
            m[3] * a + m[4] * d,
            m[3] * b + m[4] * e,
            m[3] * c + m[4] * f + m[5]
        };
    }
}
