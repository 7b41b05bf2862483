package dev.cornet.nn;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What has been computed from the values of some variables, kept until one of them changes. Any number of threads may ask at once: the
 * first computes while the others wait.
 *
 * @param <T> what is computed; nobody writes into it afterwards
 */
public final class Cached<T> {
    private final List<Variable> sources;
    private final Supplier<T> maker;
    private volatile @Nullable Kept<T> kept;

    private record Kept<T>(long[] versions, T value) {}

    /** What {@code maker} computes from the values of {@code sources} and from nothing else that changes. */
    public Cached(List<Variable> sources, Supplier<T> maker) {
        this.sources = List.copyOf(sources);
        this.maker = maker;
    }

    /** The same as long as no source changes. */
    public T get() {
        long[] now = versions();
        Kept<T> held = kept;
        return held != null && Arrays.equals(held.versions, now) ? held.value : compute();
    }

    private synchronized T compute() {
        long[] now = versions(); // before the values are read: a change meanwhile makes this one outdated
        Kept<T> held = kept;
        if (held == null || !Arrays.equals(held.versions, now)) {
            held = new Kept<>(now, maker.get());
            kept = held;
        }
        return held.value;
    }

    private long[] versions() {
        long[] versions = new long[sources.size()];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = sources.get(i).version();
        }
        return versions;
    }
}
