package dev.cornet.benchmarks;

import java.util.Map;

/** Something to time: a unit of work done again and again, and the figure that it is judged by. */
public interface Workload {
    /** Does the work for the first time, as a program that has just started does. */
    void first();

    /** Works for at least {@code seconds} and tells the figures found, in {@link #unit}. */
    double[] work(double seconds);

    String unit();

    /** The samples of one step or call. */
    int batch();

    /** What else belongs into the line, asked for after all work. */
    default Map<String, Object> about() {
        return Map.of();
    }
}
