package dev.cornet.losses;

/**
 * The negative cosine similarity: l = −t·p / (‖t‖·‖p‖), which is −1 for vectors of the same direction, 0 for orthogonal ones and 1 for
 * opposite ones.
 *
 * <p>A norm below ε = 10⁻⁷ is replaced by ε. Reference: Keras' CosineSimilarity page.
 */
public final class CosineSimilarity extends EqualRowsLoss<CosineSimilarity> {
    private static final double EPSILON = 1e-7;

    @Override
    protected double row(LossRow x) {
        double tt = 0;
        double pp = 0;
        double tp = 0;
        for (int i = 0; i < x.size(); i++) {
            double a = x.target(i);
            double b = x.prediction(i);
            tt += a * a;
            pp += b * b;
            tp += a * b;
        }
        return -tp / (norm(tt) * norm(pp));
    }

    @Override
    protected void rowGradient(LossRow x, float scale) {
        double cosine = -row(x);
        double tNorm = norm(sumOfSquares(x.targets(), x.targetsAt(), x.size()));
        double pp = sumOfSquares(x.predictions(), x.predictionsAt(), x.size());
        double pNorm = norm(pp);
        double factor = Math.sqrt(pp) < EPSILON ? 0 : cosine / pNorm; // where ‖p‖ is replaced by ε it is constant
        for (int i = 0; i < x.size(); i++) {
            x.gradient(i, -scale * (x.target(i) / tNorm - factor * x.prediction(i)) / pNorm);
        }
    }

    private static double sumOfSquares(float[] x, int at, int n) {
        double sum = 0;
        for (int i = at; i < at + n; i++) {
            sum += (double) x[i] * x[i];
        }
        return sum;
    }

    private static double norm(double sumOfSquares) {
        return Math.max(Math.sqrt(sumOfSquares), EPSILON);
    }
}
