package dev.cornet.graph;

import dev.cornet.backend.Ops;
import dev.cornet.backend.WorkerPool;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** The number of values per task when the partial sums are added: as many as are then checked for NaN and infinity at once. */
    private static final int CHUNK = Ops.FINITE_CHECK_SIZE;

    private final List<Variable> variables;
    private final Set<Variable> slicedVariables;
    private final List<PartialSum> partialSums = new ArrayList<>();
    private final List<WeightSum[]> weightSums = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();

    /** False if a gradient contains NaN or infinity. */
    private final AtomicBoolean allFinite = new AtomicBoolean(true);

    /**
     * One partial sum of the gradient of one weight. Its values are left over from the previous step until a backward of this step begins
     * it: a gemm may then overwrite them, and no pass over the memory is needed to clear it.
     */
    private static final class WeightSum {
        private final Tensor tensor;
        private boolean begun;

        WeightSum(Shape shape) {
            tensor = Tensor.zeros(shape);
        }

        /** Returns the sum so far: zeros if this step has not added to it. */
        Tensor begunTensor() {
            if (!begun) {
                begun = true;
                Ops.fill(tensor, 0f);
            }
            return tensor;
        }

        /** Adds xᵀ·dz. */
        void addTransposedDot(Tensor x, Tensor dz) {
            if (begun) {
                Ops.addTransposedDot(tensor, x, dz);
            } else {
                begun = true;
                Ops.transposedDot(tensor, x, dz);
            }
        }
    }

    /** The values {@code from … to−1} of one weight in each partial sum that this weight has. */
    private record Chunk(WeightSum[] partialSums, int from, int to) {
        /** Adds the partial sums in pairs, 0+1, 2+3, …, then 0+2, …, until the total is in partial sum 0. */
        void reduce() {
            for (WeightSum sum : partialSums) {
                if (!sum.begun) {
                    Arrays.fill(sum.tensor.data(), from, to, 0f);
                }
            }
            for (int stride = 1; stride < partialSums.length; stride *= 2) {
                for (int i = 0; i + stride < partialSums.length; i += 2 * stride) {
                    add(values(i), values(i + stride), from, to);
                }
            }
        }

        private float[] values(int i) {
            return partialSums[i].tensor.data();
        }

        boolean isFinite() {
            return Ops.isFinite(values(0), from, to);
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
            WeightSum[] sums = new WeightSum[slicedVariables.contains(w) ? PARTIAL_SUMS : 1];
            for (int i = 0; i < sums.length; i++) {
                sums[i] = new WeightSum(w.shape());
                partialSums.get(i).sums.put(w, sums[i]);
            }
            weightSums.add(sums);
            gradients.add(sums[0].tensor);
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

    /** Begins a step: sets all gradients to zero, each when it is first used. */
    void clear() {
        for (PartialSum sum : partialSums) {
            sum.clear();
        }
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

    /** Returns for each of {@link #variables} whether a backward of this step has added to its gradient: whether the loss depends on it. */
    boolean[] haveGradients() {
        boolean[] have = new boolean[weightSums.size()];
        for (int v = 0; v < have.length; v++) {
            for (WeightSum sum : weightSums.get(v)) {
                have[v] |= sum.begun;
            }
        }
        return have;
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
        private final Map<Variable, WeightSum> sums = new IdentityHashMap<>();
        private final Map<Variable, Tensor> discarded = new IdentityHashMap<>();
        private final Map<Integer, Tensor> sharedGradients = new HashMap<>();
        private boolean requiresInput;
        private boolean @Nullable [] hasOutputGradient;

        private void clear() {
            for (WeightSum sum : sums.values()) {
                sum.begun = false;
            }
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
            WeightSum sum = sums.get(w);
            return sum != null ? sum.begunTensor() : discarded.computeIfAbsent(w, v -> Tensor.zeros(v.shape()));
        }

        @Override
        public void addTransposedDot(Variable w, Tensor x, Tensor dz) {
            WeightSum sum = sums.get(w);
            if (sum != null) {
                sum.addTransposedDot(x, dz);
            }
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
