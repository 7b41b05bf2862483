package dev.cornet.graph;

import dev.cornet.backend.WorkerPool;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of weights and of SHARED values in one training step. Each is accumulated in several partial sums, which are then added in
 * a fixed order: for weights at the end of the step, for a SHARED value before the backward of the step that computes it.
 *
 * <p>With n partial sums, slice i of m adds its gradients to partial sum ⌊i·n/m⌋, and the slices of one partial sum run one after another.
 * So threads need no lock, and the order of all additions, hence every bit of the result, is the same for any number of threads. A weight
 * that is used only by whole-batch segments has a single sum, in partial sum 0.
 */
final class GradientAccumulators {
    static final int PARTIAL_SUMS = 8;

    /** The number of values per task when the partial sums are added. */
    private static final int CHUNK = 4_096;

    private static final int QUARTER_CHUNK = CHUNK / 4;

    private static final int SIXTEENTH_CHUNK = CHUNK / 16;

    /** The workspace of each thread for the check of one chunk. */
    private static final ThreadLocal<float[][]> FOLDED = ThreadLocal.withInitial(
            () -> new float[][] {new float[CHUNK], new float[QUARTER_CHUNK], new float[SIXTEENTH_CHUNK]});

    private final List<Variable> variables;
    private final Set<Variable> slicedVariables;
    private final List<PartialSum> partialSums = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();

    /** False if a gradient contains NaN or infinity. */
    private final AtomicBoolean allFinite = new AtomicBoolean(true);

    /** The values {@code from … to−1} of one weight: the array of each partial sum that this weight has. */
    private record Chunk(float[][] partialSums, int from, int to) {
        void clear() {
            for (float[] sum : partialSums) {
                Arrays.fill(sum, from, to, 0f);
            }
        }

        /** Adds the partial sums in pairs, 0+1, 2+3, …, then 0+2, …, until the total is in partial sum 0. */
        void reduce() {
            for (int stride = 1; stride < partialSums.length; stride *= 2) {
                for (int i = 0; i + stride < partialSums.length; i += 2 * stride) {
                    add(partialSums[i], partialSums[i + stride], from, to);
                }
            }
        }

        /**
         * Returns false if the total contains NaN or infinity, and also if finite values add up to infinity: {@link #firstNonFinite} then
         * checks each value.
         */
        boolean isFinite() {
            if (to - from < CHUNK) {
                return Ops.isFinite(partialSums[0], from, to);
            }
            float[][] folded = FOLDED.get();
            System.arraycopy(partialSums[0], from, folded[0], 0, CHUNK);
            fold(folded[0], folded[1], folded[2]);
            return Ops.isFinite(folded[2], 0, SIXTEENTH_CHUNK);
        }

        /**
         * y ← the sum of the quarters of x, z ← that of the quarters of y. The distances are constants so that the JIT compiler
         * vectorizes the loops.
         */
        private static void fold(float[] x, float[] y, float[] z) {
            for (int i = 0; i < QUARTER_CHUNK; i++) {
                y[i] = (x[i] + x[i + QUARTER_CHUNK]) + (x[i + 2 * QUARTER_CHUNK] + x[i + 3 * QUARTER_CHUNK]);
            }
            for (int i = 0; i < SIXTEENTH_CHUNK; i++) {
                z[i] = (y[i] + y[i + SIXTEENTH_CHUNK]) + (y[i + 2 * SIXTEENTH_CHUNK] + y[i + 3 * SIXTEENTH_CHUNK]);
            }
        }

        private static void add(float[] y, float[] x, int from, int to) {
            for (int i = from; i < to; i++) {
                y[i] += x[i];
            }
        }
    }

    /**
     * Creates accumulators of zeros.
     *
     * @param variables the trained variables
     * @param slicedVariables the variables that sliced segments use
     */
    GradientAccumulators(List<Variable> variables, Set<Variable> slicedVariables) {
        this.variables = variables;
        this.slicedVariables = slicedVariables;
        for (int i = 0; i < PARTIAL_SUMS; i++) {
            partialSums.add(new PartialSum());
        }
        for (Variable w : variables) {
            int size = w.shape().size();
            float[][] sums = new float[slicedVariables.contains(w) ? PARTIAL_SUMS : 1][size];
            for (int i = 0; i < sums.length; i++) {
                partialSums.get(i).sums.put(w, Tensor.wrap(sums[i], 0, w.shape()));
            }
            gradients.add(partialSums.get(0).accumulator(w));
            for (int from = 0; from < size; from += CHUNK) {
                chunks.add(new Chunk(sums, from, Math.min(size, from + CHUNK)));
            }
        }
    }

    List<Variable> variables() {
        return variables;
    }

    /** Returns whether these are the accumulators of the variables that are trainable now. */
    boolean matches(Plan plan, Set<Variable> currentSliced) {
        for (Step step : plan.steps()) {
            for (Variable w : step.variables()) {
                if (w.trainable() != partialSums.get(0).requires(w)) {
                    return false;
                }
            }
        }
        return slicedVariables.equals(currentSliced);
    }

    PartialSum partialSum(int i) {
        return partialSums.get(i);
    }

    /** Begins a step: sets all gradients to zero. */
    void clear() {
        partialSums.forEach(PartialSum::clear);
        WorkerPool.shared().run(chunks.size(), c -> chunks.get(c).clear());
    }

    /** Adds the partial sums, and checks each chunk for NaN and infinity while it is in the cache. */
    void reduce() {
        allFinite.set(true);
        WorkerPool.shared().run(chunks.size(), c -> {
            chunks.get(c).reduce();
            checkFinite(chunks.get(c));
        });
    }

    /** Returns the gradient of SHARED value {@code v}, its partial sums added in the same order; null if there is none. */
    @Nullable
    Tensor sharedGradient(int v) {
        for (int stride = 1; stride < PARTIAL_SUMS; stride *= 2) {
            for (int i = 0; i + stride < PARTIAL_SUMS; i += 2 * stride) {
                partialSums
                        .get(i)
                        .addShared(
                                v, partialSums.get(i + stride).sharedGradients.get(v));
            }
        }
        return partialSums.get(0).sharedGradients.get(v);
    }

    /** Repeats the check for NaN and infinity; needed if the gradients have been changed after {@link #reduce}. */
    void recheckFinite() {
        WorkerPool.shared().run(chunks.size(), c -> checkFinite(chunks.get(c)));
    }

    private void checkFinite(Chunk chunk) {
        if (!chunk.isFinite()) {
            allFinite.set(false);
        }
    }

    /** Returns the variables for which a backward of this step has requested the accumulator: those on which the loss depends. */
    Set<Variable> variablesWithGradient() {
        Set<Variable> all = Collections.newSetFromMap(new IdentityHashMap<>());
        partialSums.forEach(sum -> all.addAll(sum.requested));
        return all;
    }

    /** Returns the first of {@link #variables} whose gradient contained NaN or infinity at the last check; null if all are finite. */
    @Nullable
    Variable firstNonFinite() {
        for (int v = 0; !allFinite.get() && v < gradients.size(); v++) {
            if (!Ops.isFinite(gradients.get(v))) {
                return variables.get(v);
            }
        }
        return null;
    }

    /** Returns the gradient of each of {@link #variables}; valid after {@link #reduce}. */
    List<Tensor> gradients() {
        return gradients;
    }

    /** One partial sum of all gradients, to which the backward functions of some slices add. Used by one thread at a time. */
    static final class PartialSum implements Gradients {
        private final Map<Variable, Tensor> sums = new IdentityHashMap<>();
        private final Set<Variable> requested = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Map<Variable, Tensor> discarded = new IdentityHashMap<>();
        private final Map<Integer, Tensor> sharedGradients = new HashMap<>();
        private boolean requiresInput;
        private boolean @Nullable [] hasOutputGradient;

        private void clear() {
            requested.clear();
            sharedGradients.clear();
        }

        /** Adds to the gradient of SHARED value {@code v}. */
        void addShared(int v, @Nullable Tensor dx) {
            Tensor sum = sharedGradients.get(v);
            if (dx != null && sum != null) {
                Ops.add(sum, dx);
            } else if (dx != null) {
                sharedGradients.put(v, dx.copy());
            }
        }

        /**
         * Must be called before each backward.
         *
         * @param requiresInput whether dx is required
         * @param hasOutputGradient for each output of the layer whether it has a gradient; null if all have one
         */
        void begin(boolean requiresInput, boolean @Nullable [] hasOutputGradient) {
            this.requiresInput = requiresInput;
            this.hasOutputGradient = hasOutputGradient;
        }

        @Override
        public Tensor accumulator(Variable w) {
            Tensor sum = sums.get(w);
            requested.add(w);
            return sum != null ? sum : discarded.computeIfAbsent(w, v -> Tensor.zeros(v.shape()));
        }

        @Override
        public boolean requires(Variable w) {
            return sums.containsKey(w);
        }

        @Override
        public boolean requiresInput() {
            return requiresInput;
        }

        @Override
        public boolean hasOutputGradient(int i) {
            return hasOutputGradient == null || hasOutputGradient[i];
        }
    }
}
