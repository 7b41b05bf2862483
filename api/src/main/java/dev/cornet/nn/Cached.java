package dev.cornet.nn;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value computed from some variables and cached until one of them changes. Any number of threads may call {@link #get} at once: the first
 * computes the value while the others wait.
 *
 * @param <T> the type of the computed value, which must not be modified
 */
public final class Cached<T> {
    private final List<Variable> sources;
    private final Supplier<T> computation;
    private volatile @Nullable Entry<T> entry;

    private record Entry<T>(long[] versions, T value) {}

    /**
     * Creates an empty cache.
     *
     * @param sources the variables from which the value is computed
     * @param computation computes the value; it must not depend on anything else that changes
     */
    public Cached(List<Variable> sources, Supplier<T> computation) {
        this.sources = List.copyOf(sources);
        this.computation = computation;
    }

    /** Returns the value, computed again only if a source has changed. */
    public T get() {
        Entry<T> cached = entry;
        return cached != null && Arrays.equals(cached.versions, versions()) ? cached.value : compute();
    }

    private synchronized T compute() {
        long[] current = versions(); // read before the values: a change during the computation outdates the new entry
        Entry<T> cached = entry;
        if (cached == null || !Arrays.equals(cached.versions, current)) {
            cached = new Entry<>(current, computation.get());
            entry = cached;
        }
        return cached.value;
    }

    private long[] versions() {
        long[] versions = new long[sources.size()];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = sources.get(i).version();
        }
        return versions;
    }
}
