package dev.cornet.backend;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place in the {@link Workspace}: each thread has an array of its own in it. A class keeps a slot for each array that it needs at the
 * same time: {@code private static final Slot SUM = Slot.of();}. Every slot is a different place, so that classes need not agree on them.
 */
public final class Slot {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** The index in the arrays of {@link Workspace}. */
    final int index;

    private Slot(int index) {
        this.index = index;
    }

    /** Returns a new slot; to be called once for each static field, since the memory of a slot is never given back. */
    public static Slot of() {
        return new Slot(COUNT.getAndIncrement());
    }

    /** Returns {@code count} new slots, for arrays that are used together. */
    public static Slot[] several(int count) {
        Slot[] slots = new Slot[count];
        int first = COUNT.getAndAdd(count);
        for (int i = 0; i < count; i++) {
            slots[i] = new Slot(first + i);
        }
        return slots;
    }
}
