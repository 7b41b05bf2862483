package dev.cornet.blas;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What has been made for each of some keys, as kernels for sizes: found again at the next call of the same sizes. Any number of threads may
 * ask at once.
 */
final class KernelCache<K, V> {
    /** More than steps of known networks have; whoever asks for ever new sizes makes all anew now and then. */
    private static final int MOST = 1_024;

    private final ConcurrentHashMap<K, V> values = new ConcurrentHashMap<>();
    private final Function<K, V> maker;

    /** What {@code maker} makes, of the key alone. */
    KernelCache(Function<K, V> maker) {
        this.maker = maker;
    }

    V of(K key) {
        V value = values.get(key);
        return value != null ? value : made(key);
    }

    private V made(K key) {
        if (values.size() >= MOST) {
            values.clear();
        }
        V value = maker.apply(key);
        V other = values.putIfAbsent(key, value);
        return other != null ? other : value;
    }
}
