package dev.cornet.backend;

/** A function that a kernel applies to each output value after adding the bias, while the value is still in cache. */
public enum Epilogue {
    /** y = z */
    LINEAR,
    /** y = max(z, 0) */
    RELU,
    /** y = min(max(z, 0), 6) */
    RELU6;

    /** Applies the function to the values {@code from … to−1}. */
    public void apply(float[] y, int from, int to) {
        if (this == RELU) {
            for (int i = from; i < to; i++) {
                y[i] = Math.max(y[i], 0f);
            }
        } else if (this == RELU6) {
            for (int i = from; i < to; i++) {
                y[i] = Math.min(Math.max(y[i], 0f), 6f);
            }
        }
    }
}
