package dev.cornet.graph;

import dev.cornet.backend.PackedWeights;
import dev.cornet.nn.Arena;
import dev.cornet.nn.PlainPass;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pass of the engine: also knows which steps need a backward, and the packed weights that the slices of a step share. */
final class ExecutionContext extends PlainPass {
    private final @Nullable Map<Variable, PackedWeights> packedOfStep;
    private boolean requiresBackward = true;

    /** @param packedOfStep the packed forms of trained weights, shared by all slices of a training step; null if they are used only once */
    ExecutionContext(@Nullable Map<Variable, PackedWeights> packedOfStep) {
        super(false, new RandomStream(0), new Arena());
        this.packedOfStep = packedOfStep;
    }

    /** Begins a step of the plan. */
    void beginStep(int number, @Nullable Boolean training, boolean backward) {
        beginNode(number);
        callTraining(training);
        requiresBackward = backward;
    }

    @Override
    public boolean requiresBackward() {
        return requiresBackward;
    }

    @Override
    public @Nullable PackedWeights packed(Variable w) {
        if (!isTrainingStep() || !w.trainable()) {
            return w.packed();
        }
        return packedOfStep == null ? null : packedOfStep.computeIfAbsent(w, v -> new PackedWeights());
    }
}
