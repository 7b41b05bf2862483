package dev.cornet.backend;

/** What a kernel does to each output value after the bias has been added, while the tile is still in cache. */
public enum Epilogue {
    /** y = z */
    LINEAR,
    /** y = max(z, 0) */
    RELU,
    /** y = min(max(z, 0), 6) */
    RELU6
}
