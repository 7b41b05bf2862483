package dev.cornet.applications;

/** The largest absolute value of n values, their sum and the sum of their squares. */
record Moments(double largest, double sum, double squares, int n) {
    static Moments of(float[] values) {
        double largest = 0;
        double sum = 0;
        double squares = 0;
        for (float v : values) {
            largest = Math.max(largest, Math.abs(v));
            sum += v;
            squares += (double) v * v;
        }
        return new Moments(largest, sum, squares, values.length);
    }
}
