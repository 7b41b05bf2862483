package dev.cornet.metrics;

/** Whether a larger or a smaller value of a metric is better; callbacks with {@code mode="auto"} use it. */
public enum Direction {
    MAXIMIZE,
    MINIMIZE
}
