package dev.cornet.optimizers;

import dev.cornet.config.LibraryClasses;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import java.util.Arrays;
import java.util.List;

/** Weight decay, the algorithm, the sums of gradients and the moving averages of one step. */
final class StepUpdate {
    private final ParameterChunks chunks;
    private final boolean updates;
    private final boolean overwrites;
    private final float learningRate;
    private final float decay;
    private final float momentum;

    /** The slot of the sums of gradients, which an update clears; −1 for none. */
    private final int accumulator;

    /** The slot of the moving average; −1 for none. */
    private final int average;

    private StepUpdate(Optimizer optimizer, ParameterChunks chunks, Slots slots, boolean updates, boolean overwrites) {
        this.chunks = chunks;
        this.updates = updates;
        this.overwrites = overwrites;
        this.accumulator = optimizer.gradientAccumulationSteps == null ? -1 : slots.indexOf(Slots.ACCUMULATOR);
        this.average = optimizer.useEma ? slots.indexOf(Slots.AVERAGE) : -1;
        this.learningRate = (float) optimizer.learningRate();
        this.decay = optimizer.weightDecay == null ? 0f : optimizer.weightDecay.floatValue();
        this.momentum = optimizer.iterations() == 0 ? 0f : (float) optimizer.emaMomentum;
    }

    /**
     * Prepares a step. What may throw, or needs memory, comes before the first change of a weight or slot, except in algorithms that users
     * define.
     *
     * @param updates whether the algorithm runs; if not, gradients are summed and averages updated
     * @param overwrites whether the weights are replaced by their averages
     */
    static Runnable of(Optimizer optimizer, ParameterChunks chunks, Slots slots, boolean updates, boolean overwrites) {
        StepUpdate step = new StepUpdate(optimizer, chunks, slots, updates, overwrites);
        long t = optimizer.iterations() + 1;
        if (optimizer instanceof WholeWeightOptimizer<?> whole) {
            List<WeightUpdate> all = updates ? chunks.weightUpdates(whole, step.learningRate, t) : List.of();
            return () -> step.runOnWeights(whole, all);
        }
        Optimizer.Update update = updates
                ? Arguments.notNull(
                        optimizer.update(step.learningRate, t), optimizer.name() + ": what update(lr, t) returns")
                : (w, g, s, from, to) -> {};
        Optimizer.Update onChunk =
                step.onChunk(LibraryClasses.contains(optimizer.getClass()) ? update : withHint(optimizer, update));
        return () -> chunks.run(onChunk);
    }

    /**
     * Returns a user's update, which is given its own slots, without those of useEma and gradientAccumulationSteps, and explains an index
     * that no slot has: slots() may lack a name.
     */
    private static Optimizer.Update withHint(Optimizer optimizer, Optimizer.Update update) {
        int count = optimizer.slots().size();
        return (w, g, s, from, to) -> {
            try {
                update.run(w, g, s.length == count ? s : Arrays.copyOf(s, count), from, to);
            } catch (ArrayIndexOutOfBoundsException e) {
                List<String> names = optimizer.slots();
                throw new OptionException(
                        optimizer.name() + ": update reads outside an array: " + e.getMessage() + ". slots() returns "
                                + names.size() + " names, " + names + ", so s has " + names.size()
                                + " slots. Let slots() return a name for each of s[0], s[1], … that update uses.",
                        e);
            }
        };
    }

    /** Returns all parts as one function of a chunk, so that they run while the chunk is in the cache, and all begin or none does. */
    private Optimizer.Update onChunk(Optimizer.Update update) {
        return (w, g, s, from, to) -> {
            if (updates) {
                decay(w, from, to);
                update.run(w, g, s, from, to);
            }
            sumAndAverage(w, g, s, from, to);
        };
    }

    private void runOnWeights(WholeWeightOptimizer<?> optimizer, List<WeightUpdate> all) {
        if (updates) {
            chunks.run((w, g, s, from, to) -> decay(w, from, to)); // also copies gradients with an offset
            optimizer.updateWeights(all);
        }
        if (accumulator >= 0 || average >= 0) {
            chunks.run(this::sumAndAverage);
        }
    }

    private void decay(float[] w, int from, int to) {
        if (decay != 0) {
            ParameterChunks.decay(w, decay, learningRate, from, to);
        }
    }

    private void sumAndAverage(float[] w, float[] g, float[][] s, int from, int to) {
        if (accumulator >= 0) {
            ParameterChunks.accumulate(s[accumulator], g, updates, from, to);
        }
        if (average >= 0) {
            ParameterChunks.updateAverage(s[average], w, momentum, from, to);
        }
        if (overwrites) {
            System.arraycopy(s[average], from, w, from, to - from);
        }
    }
}
