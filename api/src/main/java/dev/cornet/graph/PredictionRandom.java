package dev.cornet.graph;

import dev.cornet.random.RandomStream;
import dev.cornet.random.Seeds;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The random streams of predicted batches: one per batch, all derived from one seed, which is drawn when the first stream is needed. */
final class PredictionRandom {
    private final AtomicLong batches = new AtomicLong();
    private volatile @Nullable RandomStream stream;

    /** Returns the stream of the next batch. */
    RandomStream next() {
        RandomStream current = stream;
        return (current == null ? create() : current).foldIn(batches.getAndIncrement());
    }

    private synchronized RandomStream create() {
        RandomStream current = stream;
        if (current == null) {
            current = new RandomStream(Seeds.next());
            stream = current;
        }
        return current;
    }
}
