package dev.cornet.benchmarks;

import java.util.Map;

/** A unit of work that the {@link Harness} times repeatedly, with the measurement to be reported. */
public interface Workload {
    /** Does the work once, as the first step of the process. */
    void runOnce();

    /** Works for at least {@code seconds} and returns the measurements, in {@link #unit}. */
    double[] runFor(double seconds);

    String unit();

    /** Number of samples in one step or call. */
    int batch();

    /** Further fields of the line of JSON; called after all work. */
    default Map<String, Object> about() {
        return Map.of();
    }
}
