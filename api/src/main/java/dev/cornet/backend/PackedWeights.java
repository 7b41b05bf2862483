package dev.cornet.backend;

import dev.cornet.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cache of packed forms of one weight array, such as filters after the Winograd transform, so that kernels need not compute them in each
 * call.
 *
 * <p>It may contain a factor per filter (the last axis of the weights). The weights times these factors are then packed, without an array
 * of the scaled weights themselves.
 *
 * <p>The owner of the weights must replace it, or call {@link #invalidate}, when they change. Any number of threads may use it at once: the
 * first computes a form while the others wait. A form is never modified afterwards.
 */
public final class PackedWeights {
    private static final String SCALED = "weights times factors";

    private final float @Nullable [] factors;
    private volatile Map<Object, float[][]> packed = Map.of();
    private Map<Object, float[][]> recyclable = Map.of();

    public PackedWeights() {
        this.factors = null;
    }

    /** Creates a cache for weights whose filters are to be multiplied by these factors. */
    public PackedWeights(float[] factors) {
        this.factors = factors;
    }

    /** Returns whether there is a factor per filter. */
    public boolean hasFactors() {
        return factors != null;
    }

    /** Returns the weights times their factors, in their usual order, for kernels without a packed form. */
    public Tensor scaled(Tensor w) {
        int size = w.size();
        return Tensor.wrap(getOrCompute(SCALED, 1, size, form -> copy(this, w, 0, form[0], 0, size))[0], 0, w.shape());
    }

    /** Copies {@code count} of the weights, from value {@code first} on, times the factors of {@code packed}, if any. */
    public static void copy(@Nullable PackedWeights packed, Tensor w, int first, float[] to, int at, int count) {
        System.arraycopy(w.data(), w.offset() + first, to, at, count);
        float[] factors = packed == null ? null : packed.factors;
        for (int i = 0; factors != null && i < count; i++) {
            to[at + i] *= factors[(first + i) % factors.length]; // only when a form is computed
        }
    }

    /**
     * Returns a packed form of these weights: {@code count} arrays of at least {@code length} values, which must not be modified.
     *
     * @param key identifies the form among all packed forms of these weights
     * @param fill writes the form into arrays with undefined contents; the form may depend only on key and weights
     */
    public float[][] getOrCompute(Object key, int count, int length, Consumer<float[][]> fill) {
        float[][] form = packed.get(key);
        return form != null ? form : create(key, count, length, fill);
    }

    /** Discards all forms, because the weights have changed, and reuses their arrays. No kernel may run meanwhile. */
    public synchronized void invalidate() {
        recyclable = packed;
        packed = Map.of();
    }

    private synchronized float[][] create(Object key, int count, int length, Consumer<float[][]> fill) {
        float[][] form = packed.get(key);
        if (form == null) {
            form = recyclable.get(key);
            if (form == null || form.length < count || form[0].length < length) {
                form = Workspace.newArrays(count, length);
            }
            fill.accept(form);
            Map<Object, float[][]> all = new HashMap<>(packed);
            all.put(key, form);
            packed = all;
        }
        return form;
    }
}
