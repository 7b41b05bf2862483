package dev.cornet.blas;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Thread-safe cache of objects by key, used for kernels by their sizes, so that calls with the same sizes reuse one kernel. */
final class KernelCache<K, V> {
    /**
     * The largest number of entries: more than known networks have steps. When this number is reached, as with new sizes in each call, the
     * cache is cleared.
     */
    private static final int MAX_ENTRIES = 1_024;

    private final ConcurrentHashMap<K, V> values = new ConcurrentHashMap<>();
    private final Function<K, V> factory;

    /** A cache of the values of {@code factory}, which must depend on the key alone. */
    KernelCache(Function<K, V> factory) {
        this.factory = factory;
    }

    V get(K key) {
        V value = values.get(key);
        return value != null ? value : create(key);
    }

    private V create(K key) {
        if (values.size() >= MAX_ENTRIES) {
            values.clear();
        }
        V value = factory.apply(key);
        V existing = values.putIfAbsent(key, value);
        return existing != null ? existing : value;
    }
}
