package dev.cornet.graph.plan;

import org.jspecify.annotations.Nullable;

/**
 * Whether a {@link Step} runs in training mode.
 *
 * @param training the mode that the call, or an enclosing call, sets; null to follow the run
 * @param containsTrainingCall whether an inner call of the operation runs in training mode even in predictions
 */
public record StepMode(@Nullable Boolean training, boolean containsTrainingCall) {}
