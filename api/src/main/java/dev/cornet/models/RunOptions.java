package dev.cornet.models;

import dev.cornet.data.Batches;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options that evaluate and predict share.
 *
 * @param <R> the subclass itself
 */
public abstract sealed class RunOptions<R extends RunOptions<R>> permits Evaluate, Predict {
    private final String method;
    private @Nullable Integer batchSize;
    private int verbose;
    private int steps = -1;
    private List<Callback> callbacks = List.of();

    RunOptions(String method) {
        this.method = method;
    }

    /** Samples per step; default 32. The last batch may be shorter. For arrays only. */
    public R batchSize(int size) {
        require(size > 0, "batchSize must be positive, got " + size);
        batchSize = size;
        return self();
    }

    /** 0 silent, 1 a progress bar, 2 one line. Default 0, unlike 1 in Keras. */
    public R verbose(int level) {
        require(level >= 0 && level <= 2, "verbose must be 0, 1 or 2, got " + level);
        verbose = level;
        return self();
    }

    /** The number of batches to process; default all. Required for sources whose number of batches is unknown. */
    public R steps(int number) {
        require(number > 0, "steps must be positive, got " + number);
        steps = number;
        return self();
    }

    /** Callbacks, called in this order. */
    public R callbacks(Callback... list) {
        return callbacks(Arguments.nonNullElements(list, method + ": callbacks"));
    }

    /** Callbacks, called in this order. */
    public R callbacks(List<? extends Callback> list) {
        this.callbacks = new ArrayList<>(Arguments.<Callback>nonNullElements(list, method + ": callbacks"));
        return self();
    }

    final void require(boolean condition, String message) {
        if (!condition) {
            throw new OptionException(method + ": " + message);
        }
    }

    /** Throws for options that apply to arrays only, and for a source of unknown length without {@link #steps(int)}. */
    void checkFor(Batches source) {
        require(batchSize == null, "batchSize is for arrays; a source of batches decides it itself.");
        require(
                steps >= 0 || source.count().isPresent(),
                "the source does not tell how many batches it has; give steps(…).");
    }

    final int batchSize() {
        return batchSize == null ? 32 : batchSize;
    }

    final int verbose() {
        return verbose;
    }

    final int steps() {
        return steps;
    }

    /** The number of samples that are processed, of {@code rows} samples in arrays. */
    final int count(int rows) {
        return steps < 0 ? rows : (int) Math.min(rows, (long) steps * batchSize());
    }

    final List<Callback> callbacks() {
        return callbacks;
    }

    @SuppressWarnings("unchecked") // R is the subclass itself
    private R self() {
        return (R) this;
    }
}
