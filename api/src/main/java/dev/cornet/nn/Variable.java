package dev.cornet.nn;

import dev.cornet.backend.PackedWeights;
import dev.cornet.constraints.Constraint;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.initializers.Initializer;
import dev.cornet.random.RandomStream;
import dev.cornet.random.Seeds;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A weight of a layer, or a statistic that it keeps (a state: never trained, as a moving mean).
 *
 * <p>Its value changes only between steps: by the optimizer, by {@link Pass#assignAfterStep}, by loading. Each change gives it a new {@link
 * #version}, so that what has been computed from it can be kept until then: by {@link #prepared} or in a {@link Cached}.
 */
public final class Variable implements Assignable {
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final Layer owner;
    private final String name;
    private final Tensor mutableValue;
    private final boolean state;
    private final @Nullable Regularizer regularizer;
    private final @Nullable Constraint constraint;
    private final AtomicLong version = new AtomicLong();
    private transient volatile boolean shown;
    private transient long shownValues;
    private transient volatile @Nullable Ready ready;

    /** Forms of the values of one version. */
    private record Ready(long version, PackedWeights forms) {}

    Variable(
            Layer owner,
            String name,
            Tensor value,
            boolean state,
            @Nullable Regularizer regularizer,
            @Nullable Constraint constraint) {
        this.owner = owner;
        this.name = name;
        this.mutableValue = value;
        this.state = state;
        this.regularizer = regularizer;
        this.constraint = constraint;
    }

    /** The value with which a weight begins, all zeros where a file will fill it. */
    static Tensor first(Layer owner, String name, Shape shape, Initializer initializer) {
        String where = owner.describe() + ": weight";
        Arguments.given(name, where, "name");
        Arguments.given(shape, where, "shape");
        Arguments.given(initializer, where, "initializer");
        try {
            boolean blank = UninitializedWeights.take(shape, initializer);
            Tensor value = UninitializedWeights.memory(owner, shape);
            if (!blank) {
                initializer.fill(value, initializer.stream(new RandomStream(Seeds.next())));
            }
            return value;
        } catch (ShapeException e) {
            String why = String.valueOf(e.getMessage());
            String what = why.startsWith("the shape") ? "\" is too large: " : "\" cannot be made: ";
            throw new ShapeException(owner.describe() + ": weight \"" + name + what + why, e);
        }
    }

    /** The name within its layer, as "kernel". */
    public String name() {
        return name;
    }

    /** The layer that made it. */
    public Layer owner() {
        return owner;
    }

    public Shape shape() {
        return mutableValue.shape();
    }

    /**
     * The value itself, not a copy. Whoever has it may write into it whenever no thread computes with it, and need tell nobody: from now on
     * {@link #version} looks at the values themselves, in some 0.3 ns each. Those who only read ask for {@link #value}; {@link #assign} waits
     * for the batches of other threads.
     */
    public Tensor mutableValue() {
        shown = true;
        return mutableValue;
    }

    /** The value itself, for those who only read it, or say {@link #changed} when they have written. */
    public Tensor value() {
        return mutableValue;
    }

    /** Sets the value to a copy of one of the same size, between the batches that other threads compute with it. */
    @Override
    public void assign(Tensor other) {
        owner.weightsLock.lockToWrite(path());
        try {
            mutableValue.copyFrom(other);
            changed();
        } finally {
            owner.weightsLock.unlockAfterWriting();
        }
    }

    /** Tells that the value has been written to. */
    public void changed() {
        version.incrementAndGet();
        ready = null;
    }

    /** A number that is another one whenever the value may have changed. */
    public long version() {
        if (shown) {
            look();
        }
        return version.get();
    }

    /** Gives a new version if the values are others than at the last look. */
    private synchronized void look() {
        long now = mixed();
        if (now != shownValues) {
            shownValues = now;
            changed();
        }
    }

    /** A number that differs where the values differ, but for one case in 2⁶⁰; four at a time, which do not wait for each other. */
    private long mixed() {
        float[] v = mutableValue.data();
        int end = mutableValue.offset() + mutableValue.size();
        long a = mutableValue.size();
        long b = 1;
        long c = 2;
        long d = 3;
        int i = mutableValue.offset();
        for (; i + 3 < end; i += 4) {
            a = a * MIX + Float.floatToRawIntBits(v[i]);
            b = b * MIX + Float.floatToRawIntBits(v[i + 1]);
            c = c * MIX + Float.floatToRawIntBits(v[i + 2]);
            d = d * MIX + Float.floatToRawIntBits(v[i + 3]);
        }
        for (; i < end; i++) {
            a = a * MIX + Float.floatToRawIntBits(v[i]);
        }
        return ((a * MIX + b) * MIX + c) * MIX + d;
    }

    /** Where kernels keep what they make of the value as it is; another one as soon as it changes. */
    public PackedWeights prepared() {
        long now = version();
        Ready held = ready;
        return held != null && held.version == now ? held.forms : renew(now);
    }

    private synchronized PackedWeights renew(long now) {
        Ready held = ready;
        if (held == null || held.version != now) {
            held = new Ready(now, new PackedWeights());
            ready = held;
        }
        return held.forms;
    }

    /** True when training may change it now: it is no state and its layer is not frozen. */
    public boolean trainable() {
        return !state && owner.trainable();
    }

    /** True for a statistic that is never trained. */
    public boolean isState() {
        return state;
    }

    public @Nullable Regularizer regularizer() {
        return regularizer;
    }

    public @Nullable Constraint constraint() {
        return constraint;
    }

    /** {@code dense_1/kernel}. */
    public String path() {
        return owner.name() + "/" + name;
    }

    @Override
    public String toString() {
        return path() + " " + shape();
    }
}
