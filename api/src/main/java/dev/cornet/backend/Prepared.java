package dev.cornet.backend;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What kernels have made of weights that stay as they are, such as filters in Winograd's form: kept for the next call instead of made anew.
 *
 * <p>It belongs to whoever owns the weights, who takes a new one when they change. Any number of threads may ask at once: the first makes
 * a form while the others wait, and nobody writes into it afterwards.
 */
public final class Prepared {
    private volatile Map<Object, float[][]> forms = Map.of();
    private Map<Object, float[][]> old = Map.of();

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
                form = Scratch.apart(count, length);
            }
            make.accept(form);
            Map<Object, float[][]> all = new HashMap<>(forms);
            all.put(key, form);
            forms = all;
        }
        return form;
    }
}
