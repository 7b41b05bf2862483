package dev.cornet.graph;

import dev.cornet.backend.Pool;
import dev.cornet.layer.Gradients;
import dev.cornet.layer.Variable;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sums of weight gradients of one step, one per lane, added up in a fixed tree at its end.
 *
 * <p>Lanes exist so that slices can add without waiting for each other and still in one order: slice i belongs to lane
 * ⌊i·lanes/slices⌋ and a lane takes its slices in order. Weights that only whole-batch segments use have one sum, in lane 0.
 */
final class LaneGradients {
    static final int LANES = 8;
    private static final int GRAIN = 8_192;

    private final List<Variable> variables;
    private final Set<Variable> sliced;
    private final float[][] sums = new float[LANES][];
    private final List<Lane> lanes = new ArrayList<>();
    private final int shared;

    /**
     * @param variables what is learnt
     * @param sliced those of them that sliced segments use
     */
    LaneGradients(List<Variable> variables, Set<Variable> sliced) {
        this.variables = variables;
        this.sliced = sliced;
        List<Variable> order =
                new ArrayList<>(variables.stream().filter(sliced::contains).toList());
        int first = order.stream().mapToInt(v -> v.value().size()).sum();
        order.addAll(variables.stream().filter(v -> !sliced.contains(v)).toList());
        int all = order.stream().mapToInt(v -> v.value().size()).sum();
        this.shared = first;
        for (int l = 0; l < LANES; l++) {
            sums[l] = new float[l == 0 ? all : first];
            lanes.add(new Lane(order, sums[l]));
        }
    }

    List<Variable> variables() {
        return variables;
    }

    boolean isFor(List<Variable> wanted, Set<Variable> slicedNow) {
        return variables.equals(wanted) && sliced.equals(slicedNow);
    }

    Lane lane(int lane) {
        return lanes.get(lane);
    }

    /** Begins a step. */
    void clear() {
        Pool.shared().run(LANES, l -> Arrays.fill(sums[l], 0f));
    }

    /** Adds the lanes up in pairs: 0+1, 2+3, …, then 0+2 …; the sums are in lane 0 then. */
    void reduce() {
        Pool.shared().range(shared, GRAIN, (from, to) -> {
            for (int stride = 1; stride < LANES; stride *= 2) {
                for (int l = 0; l + stride < LANES; l += 2 * stride) {
                    add(sums[l], sums[l + stride], from, to);
                }
            }
        });
    }

    private static void add(float[] y, float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] += x[i];
        }
    }

    /** The sum of {@code w} after {@link #reduce}. */
    Tensor sum(Variable w) {
        return lanes.get(0).of(w);
    }

    /** The sums of one lane, as the layers see them. Used by one thread at a time. */
    static final class Lane implements Gradients {
        private final Map<Variable, Tensor> sums = new IdentityHashMap<>();
        private final Map<Variable, Tensor> lost = new IdentityHashMap<>();
        private boolean wantsInput;

        private Lane(List<Variable> order, float[] values) {
            int at = 0;
            for (Variable w : order) {
                if (at + w.value().size() <= values.length) {
                    sums.put(w, Tensor.wrap(values, at, w.shape()));
                }
                at += w.value().size();
            }
        }

        void wantInput(boolean wanted) {
            wantsInput = wanted;
        }

        @Override
        public Tensor of(Variable w) {
            Tensor sum = sums.get(w);
            return sum != null ? sum : lost.computeIfAbsent(w, v -> Tensor.zeros(v.shape()));
        }

        @Override
        public boolean wants(Variable w) {
            return sums.containsKey(w);
        }

        @Override
        public boolean wantsInput() {
            return wantsInput;
        }
    }
}
