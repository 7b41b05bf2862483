package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of merging inputs without their masked values, as Keras 3 does in Multiply, Maximum and Minimum.
 *
 * <p>All inputs and masks have the shape of y. Where its mask is 0 an input is left out; an input without a mask is used everywhere.
 *
 * @param y the merged inputs
 * @param gradient computes the gradients of the inputs
 */
record MaskedMerge(Tensor y, InputGradient gradient) {
    /** Computes the gradient of input {@code i} for the gradient dy of y. */
    @FunctionalInterface
    interface InputGradient {
        Tensor of(int i, Tensor dy);
    }

    /** The gradient of input {@code i} for the gradient dy of y. */
    Tensor inputGradient(int i, Tensor dy) {
        return gradient.of(i, dy);
    }

    private static boolean isUnmasked(@Nullable Tensor mask, int k) {
        return mask == null || mask.data()[mask.offset() + k] != 0;
    }

    /** Whether all inputs are masked at value {@code k}; false if one of them has no mask. */
    private static boolean areAllMasked(List<@Nullable Tensor> masks, int k) {
        for (Tensor mask : masks) {
            if (isUnmasked(mask, k)) {
                return false;
            }
        }
        return true;
    }

    /** The product of the unmasked inputs; 0 where all inputs are masked. */
    static MaskedMerge product(List<Tensor> xs, List<@Nullable Tensor> masks, Pass pass) {
        Tensor y = pass.tensor(xs.get(0).shape());
        fillProduct(y, xs, masks, -1);
        return new MaskedMerge(y, (i, dy) -> {
            Tensor dx = pass.tensor(dy.shape());
            fillProduct(dx, xs, masks, i);
            for (int k = 0; k < dx.size(); k++) {
                boolean unmasked = isUnmasked(masks.get(i), k);
                float others = dx.data()[dx.offset() + k];
                dx.data()[dx.offset() + k] = unmasked ? others * dy.data()[dy.offset() + k] : 0f;
            }
            return dx;
        });
    }

    /** y ← the product of the unmasked inputs except input {@code excluded}; −1 excludes none. */
    private static void fillProduct(Tensor y, List<Tensor> xs, List<@Nullable Tensor> masks, int excluded) {
        Ops.fill(y, 1f);
        for (int j = 0; j < xs.size(); j++) {
            Tensor x = xs.get(j);
            for (int k = 0; k < y.size(); k++) {
                if (j != excluded && isUnmasked(masks.get(j), k)) {
                    y.data()[y.offset() + k] *= x.data()[x.offset() + k];
                }
            }
        }
        for (int k = 0; k < y.size(); k++) {
            if (areAllMasked(masks, k)) {
                y.data()[y.offset() + k] = 0f;
            }
        }
    }

    /** Decides whether the next input's value replaces the value picked so far, as in a maximum or minimum. */
    @FunctionalInterface
    interface Preference {
        boolean prefers(float next, float picked);
    }

    /**
     * The maximum or minimum of the inputs, as {@code preference} decides; they are compared one after the other. A masked input never
     * replaces the value picked so far; an unmasked input always replaces it if all earlier inputs have masks and are masked at this value.
     */
    static MaskedMerge best(List<Tensor> xs, List<@Nullable Tensor> masks, Preference preference, Pass pass) {
        Tensor y = pass.tensor(xs.get(0).shape());
        int[] picked = new int[y.size()];
        for (int k = 0; k < picked.length; k++) {
            int best = 0;
            boolean allHaveMasks = masks.get(0) != null; // all inputs so far
            boolean allMasked = !isUnmasked(masks.get(0), k);
            for (int j = 1; j < xs.size(); j++) {
                boolean unmasked = isUnmasked(masks.get(j), k);
                float next = at(xs.get(j), k);
                if (unmasked && ((allHaveMasks && allMasked) || preference.prefers(next, at(xs.get(best), k)))) {
                    best = j;
                }
                allHaveMasks &= masks.get(j) != null;
                allMasked &= !unmasked;
            }
            picked[k] = best;
            y.data()[y.offset() + k] = at(xs.get(best), k);
        }
        return new MaskedMerge(y, (i, dy) -> {
            Tensor dx = pass.zeros(dy.shape());
            for (int k = 0; k < picked.length; k++) {
                if (picked[k] == i) {
                    dx.data()[dx.offset() + k] = at(dy, k);
                }
            }
            return dx;
        });
    }

    private static float at(Tensor x, int k) {
        return x.data()[x.offset() + k];
    }

    /** A mask of the leading axes of x, repeated along the other axes to the shape of x. */
    static Tensor expandMask(Tensor mask, Tensor x, Pass pass) {
        Tensor expanded = pass.tensor(x.shape());
        int values = mask.size() == 0 ? 1 : x.size() / mask.size();
        for (int k = 0; k < expanded.size(); k++) {
            expanded.data()[expanded.offset() + k] = mask.data()[mask.offset() + k / values];
        }
        return expanded;
    }
}
