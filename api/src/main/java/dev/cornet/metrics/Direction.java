package dev.cornet.metrics;

/** Which way is better: what callbacks' {@code mode="auto"} asks. */
public enum Direction {
    MAXIMIZE,
    MINIMIZE
}
