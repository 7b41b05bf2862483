package dev.cornet.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Where a training stands, beside weights and optimizer: for callbacks that save and resume.
 *
 * @param epoch the number of epochs done
 * @param callbacks what each callback remembers, by its name
 */
public record TrainingState(int epoch, Map<String, JsonNode> callbacks) {
    /** Outside a training. */
    public static final TrainingState NONE = new TrainingState(0, Map.of());
}
