package dev.cornet.preprocessing.image;

/**
 * The place of an image that a place of the result shows: row' = a·row + b·column + c, column' = d·row + e·column + f.
 *
 * <p>M = R·T·S·Z in Keras' order, about the centre (width/2 − ½, height/2 − ½), with
 * R = [cos −sin; sin cos], T the shift, S = [1 −sin; 0 cos], Z = diag(zx, zy).
 */
record Affine(double a, double b, double c, double d, double e, double f) {
    static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

    /**
     * The map of a transformation.
     *
     * @param keras3Axes true to take the height for the width when finding the centre and the other way round, as Keras 3 does: images
     *     that are not square then turn about another place
     */
    static Affine of(ImageTransform t, int height, int width, boolean keras3Axes) {
        if (!t.moves()) {
            return IDENTITY;
        }
        double[] m = {1, 0, 0, 0, 1, 0}; // rows x and y of a 3x3 matrix whose last row is 0 0 1
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
        return new Affine(m[4], m[3], fy, m[1], m[0], fx);
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
