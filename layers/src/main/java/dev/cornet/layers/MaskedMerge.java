package dev.cornet.layers;

import dev.cornet.nn.Pass;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges that leave out the masked steps of their inputs, as Keras 3 does in Multiply, Maximum and Minimum.
 *
 * <p>All tensors are of the shape of y. Where a mask is 0 its input does not take part; an input without a mask takes part everywhere.
 */
interface MaskedMerge {
    Tensor y();

    /** The gradient of input {@code i}, from dy. */
    Tensor way(int i, Tensor dy);

    private static boolean counts(@Nullable Tensor mask, int k) {
        return mask == null || mask.data()[mask.offset() + k] != 0;
    }

    /** True where no input takes part; false where one of them has no mask. */
    private static boolean noneCounts(List<@Nullable Tensor> masks, int k) {
        for (Tensor mask : masks) {
            if (counts(mask, k)) {
                return false;
            }
        }
        return true;
    }

    /** The product of the inputs that count; 0 where all inputs have masks and none counts. */
    static MaskedMerge product(List<Tensor> xs, List<@Nullable Tensor> masks, Pass pass) {
        Tensor y = pass.tensor(xs.get(0).shape());
        fill(y, xs, masks, -1);
        return new MaskedMerge() {
            @Override
            public Tensor y() {
                return y;
            }

            @Override
            public Tensor way(int i, Tensor dy) {
                Tensor dx = pass.tensor(dy.shape());
                fill(dx, xs, masks, i);
                for (int k = 0; k < dx.size(); k++) {
                    boolean counts = counts(masks.get(i), k);
                    float others = dx.data()[dx.offset() + k];
                    dx.data()[dx.offset() + k] = counts ? others * dy.data()[dy.offset() + k] : 0f;
                }
                return dx;
            }
        };
    }

    /** The product of all inputs but one. */
    private static void fill(Tensor y, List<Tensor> xs, List<@Nullable Tensor> masks, int without) {
        Ops.fill(y, 1f);
        for (int j = 0; j < xs.size(); j++) {
            Tensor x = xs.get(j);
            for (int k = 0; k < y.size(); k++) {
                if (j != without && counts(masks.get(j), k)) {
                    y.data()[y.offset() + k] *= x.data()[x.offset() + k];
                }
            }
        }
        for (int k = 0; k < y.size(); k++) {
            if (noneCounts(masks, k)) {
                y.data()[y.offset() + k] = 0f;
            }
        }
    }

    /** Whether the next input is to be taken in the place of the one picked so far. */
    @FunctionalInterface
    interface Better {
        boolean than(float next, float picked);
    }

    /**
     * The best of the inputs, one after the other: an input that does not count gives way to what has been picked before, and what has been
     * picked gives way to the next input while all before have masks and none of them counts.
     */
    static MaskedMerge best(List<Tensor> xs, List<@Nullable Tensor> masks, Better better, Pass pass) {
        Tensor y = pass.tensor(xs.get(0).shape());
        int[] picked = new int[y.size()];
        for (int k = 0; k < picked.length; k++) {
            int best = 0;
            boolean known = masks.get(0) != null; // whether the merged inputs have a mask, which is 0 where none counts
            boolean none = !counts(masks.get(0), k);
            for (int j = 1; j < xs.size(); j++) {
                boolean counts = counts(masks.get(j), k);
                float next = at(xs.get(j), k);
                if (counts && ((known && none) || better.than(next, at(xs.get(best), k)))) {
                    best = j;
                }
                known &= masks.get(j) != null;
                none &= !counts;
            }
            picked[k] = best;
            y.data()[y.offset() + k] = at(xs.get(best), k);
        }
        return new MaskedMerge() {
            @Override
            public Tensor y() {
                return y;
            }

            @Override
            public Tensor way(int i, Tensor dy) {
                Tensor dx = pass.zeros(dy.shape());
                for (int k = 0; k < picked.length; k++) {
                    if (picked[k] == i) {
                        dx.data()[dx.offset() + k] = at(dy, k);
                    }
                }
                return dx;
            }
        };
    }

    private static float at(Tensor x, int k) {
        return x.data()[x.offset() + k];
    }

    /** A mask of the leading axes of x (batch, …), a value for each of x's. */
    static Tensor spread(Tensor mask, Tensor x, Pass pass) {
        Tensor each = pass.tensor(x.shape());
        int values = mask.size() == 0 ? 1 : x.size() / mask.size();
        for (int k = 0; k < each.size(); k++) {
            each.data()[each.offset() + k] = mask.data()[mask.offset() + k / values];
        }
        return each;
    }
}
