package dev.cornet.backend;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What kernels have made of weights that stay as they are, such as filters in Winograd's form: kept for the next call instead of made anew.
 *
 * <p>The weights may be others with a factor for each of their filters, the last axis: then no copy of them need be held beside the forms.
 *
 * <p>It belongs to whoever owns the weights, who takes a new one when they change. Any number of threads may ask at once: the first makes
 * a form while the others wait, and nobody writes into it afterwards.
 */
public final class PackedWeights {
    private static final String SCALED = "weights times factors";

    private final float @Nullable [] factors;
    private volatile Map<Object, float[][]> forms = Map.of();
    private Map<Object, float[][]> old = Map.of();

    public PackedWeights() {
        this.factors = null;
    }

    /** For weights w whose filters are to be multiplied by these factors. */
    public PackedWeights(float[] factors) {
        this.factors = factors;
    }

    /** True where the weights are w times factors. */
    public boolean scales() {
        return factors != null;
    }

    /** {@code size} values of w from {@code wOff} on times their factors: a form like others, for kernels that have none. */
    public float[] scaled(float[] w, int wOff, int size) {
        return planes(SCALED, 1, size, form -> copy(this, w, wOff, 0, form[0], 0, size))[0];
    }

    /** Copies {@code count} of the weights at {@code wOff}, from value {@code first} on: as they are, or times the factors of {@code kept}. */
    public static void copy(
            @Nullable PackedWeights kept, float[] w, int wOff, int first, float[] to, int at, int count) {
        System.arraycopy(w, wOff + first, to, at, count);
        float[] factors = kept == null ? null : kept.factors;
        for (int i = 0; factors != null && i < count; i++) {
            to[at + i] *= factors[(first + i) % factors.length]; // once for each form
        }
    }

    /**
     * The form {@code key} of these weights: {@code count} arrays of at least {@code length} values, to be read only.
     *
     * @param key tells the forms of the same weights apart
     * @param make fills arrays of arbitrary values; what it writes must follow from key and weights alone
     */
    public float[][] planes(Object key, int count, int length, Consumer<float[][]> make) {
        float[][] form = forms.get(key);
        return form != null ? form : made(key, count, length, make);
    }

    /** Tells, while no kernel runs, that the weights have changed: forms are made anew, in the same arrays. */
    public synchronized void renew() {
        old = forms;
        forms = Map.of();
    }

    private synchronized float[][] made(Object key, int count, int length, Consumer<float[][]> make) {
        float[][] form = forms.get(key);
        if (form == null) {
            form = old.get(key);
            if (form == null || form.length < count || form[0].length < length) {
                form = Workspace.apart(count, length);
            }
            make.accept(form);
            Map<Object, float[][]> all = new HashMap<>(forms);
            all.put(key, form);
            forms = all;
        }
        return form;
    }
}
