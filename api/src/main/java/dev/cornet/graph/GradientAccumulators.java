package dev.cornet.graph;

import dev.cornet.backend.WorkerPool;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The sums of weight gradients of one step, one per lane, added up in a fixed tree at its end.
 *
 * <p>Lanes exist so that slices can add without waiting for each other and still in one order: slice i belongs to lane
 * ⌊i·lanes/slices⌋ and a lane takes its slices in order. Weights that only whole-batch segments use have one sum, in lane 0.
 */
final class GradientAccumulators {
    static final int LANES = 8;
    private static final int GRAIN = 4_096;
    private static final int QUARTER = GRAIN / 4;

    /** Workspace of a thread for the check of one piece. */
    private static final ThreadLocal<float[][]> FOLDED =
            ThreadLocal.withInitial(() -> new float[][] {new float[GRAIN], new float[QUARTER], new float[QUARTER / 4]});

    private final List<Variable> variables;
    private final Set<Variable> sliced;
    private final List<PartialSum> lanes = new ArrayList<>();
    private final List<Tensor> sums = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();

    /** False where a sum holds NaN or infinity. */
    private final AtomicBoolean finite = new AtomicBoolean(true);

    /** The values {@code from … to−1} of one weight's sums, an array for each lane that has one. */
    private record Piece(float[][] sums, int from, int to) {
        void clear() {
            for (float[] sum : sums) {
                Arrays.fill(sum, from, to, 0f);
            }
        }

        /** In pairs: 0+1, 2+3, …, then 0+2 …, until all is in lane 0. */
        void reduce() {
            for (int stride = 1; stride < sums.length; stride *= 2) {
                for (int l = 0; l + stride < sums.length; l += 2 * stride) {
                    add(sums[l], sums[l + stride], from, to);
                }
            }
        }

        /** False if a sum in lane 0 is NaN or infinite; also if finite ones add up to infinity, which {@link #firstInvalid} settles. */
        boolean isFinite() {
            if (to - from < GRAIN) {
                return Ops.isFinite(sums[0], from, to);
            }
            float[][] folded = FOLDED.get();
            System.arraycopy(sums[0], from, folded[0], 0, GRAIN);
            fold(folded[0], folded[1], folded[2]);
            return Ops.isFinite(folded[2], 0, QUARTER / 4);
        }

        /** y = the sum of the quarters of x, z that of the quarters of y. Constant distances let the JIT compiler use vector instructions. */
        private static void fold(float[] x, float[] y, float[] z) {
            for (int i = 0; i < QUARTER; i++) {
                y[i] = (x[i] + x[i + QUARTER]) + (x[i + 2 * QUARTER] + x[i + 3 * QUARTER]);
            }
            for (int i = 0; i < QUARTER / 4; i++) {
                z[i] = (y[i] + y[i + QUARTER / 4]) + (y[i + QUARTER / 2] + y[i + QUARTER / 4 * 3]);
            }
        }

        private static void add(float[] y, float[] x, int from, int to) {
            for (int i = from; i < to; i++) {
                y[i] += x[i];
            }
        }
    }

    /**
     * @param variables what is learnt
     * @param sliced those of them that sliced segments use
     */
    GradientAccumulators(List<Variable> variables, Set<Variable> sliced) {
        this.variables = variables;
        this.sliced = sliced;
        for (int l = 0; l < LANES; l++) {
            lanes.add(new PartialSum());
        }
        for (Variable w : variables) {
            int size = w.shape().size();
            float[][] each = new float[sliced.contains(w) ? LANES : 1][size];
            for (int l = 0; l < each.length; l++) {
                lanes.get(l).sums.put(w, Tensor.wrap(each[l], 0, w.shape()));
            }
            sums.add(lanes.get(0).accumulator(w));
            for (int from = 0; from < size; from += GRAIN) {
                pieces.add(new Piece(each, from, Math.min(size, from + GRAIN)));
            }
        }
    }

    List<Variable> variables() {
        return variables;
    }

    /** True when these are the sums of what learns now. */
    boolean isFor(Plan plan, Set<Variable> slicedNow) {
        for (Plan.Step step : plan.steps()) {
            for (Variable w : step.variables()) {
                if (w.trainable() != lanes.get(0).requires(w)) {
                    return false;
                }
            }
        }
        return sliced.equals(slicedNow);
    }

    PartialSum lane(int lane) {
        return lanes.get(lane);
    }

    /** Begins a step. */
    void clear() {
        lanes.forEach(lane -> lane.reached.clear());
        WorkerPool.shared().run(pieces.size(), p -> pieces.get(p).clear());
    }

    /** Adds the lanes up; the sums are in lane 0 then. Looks at each piece while it is in the cache. */
    void reduce() {
        finite.set(true);
        WorkerPool.shared().run(pieces.size(), p -> {
            pieces.get(p).reduce();
            look(pieces.get(p));
        });
    }

    /** Looks at the sums again, which something has been added to since {@link #reduce}. */
    void lookAgain() {
        WorkerPool.shared().run(pieces.size(), p -> look(pieces.get(p)));
    }

    private void look(Piece piece) {
        if (!piece.isFinite()) {
            finite.set(false);
        }
    }

    /** Those of {@link #variables} that the step had a gradient for, be it 0. */
    Set<Variable> reached() {
        Set<Variable> all = Collections.newSetFromMap(new IdentityHashMap<>());
        lanes.forEach(lane -> all.addAll(lane.reached));
        return all;
    }

    /** The first of {@link #variables} whose sum holds NaN or infinity, by the last look; null where all are finite. */
    @Nullable
    Variable firstInvalid() {
        for (int v = 0; !finite.get() && v < sums.size(); v++) {
            if (!Ops.isFinite(sums.get(v))) {
                return variables.get(v);
            }
        }
        return null;
    }

    /** The sum of each of {@link #variables} after {@link #reduce}. */
    List<Tensor> sums() {
        return sums;
    }

    /** The sums of one lane, as the layers see them. Used by one thread at a time. */
    static final class PartialSum implements Gradients {
        private final Map<Variable, Tensor> sums = new IdentityHashMap<>();
        private final Set<Variable> reached = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Map<Variable, Tensor> lost = new IdentityHashMap<>();
        private boolean requiresInput;
        private boolean @Nullable [] outputs;

        /** To be called before each backward; {@code given} tells of which outputs there is a gradient, null that it is all. */
        void begin(boolean wantInput, boolean @Nullable [] given) {
            requiresInput = wantInput;
            outputs = given;
        }

        @Override
        public Tensor accumulator(Variable w) {
            Tensor sum = sums.get(w);
            reached.add(w);
            return sum != null ? sum : lost.computeIfAbsent(w, v -> Tensor.zeros(v.shape()));
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
        public boolean reaches(int i) {
            return outputs == null || outputs[i];
        }
    }
}
