package dev.cornet.layer;

import dev.cornet.tensor.Tensor;

/** What {@code forward} gives: y, and the way back from dy to dx. */
public record Output(Tensor y, Backward backward) {}
