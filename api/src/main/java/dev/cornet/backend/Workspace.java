package dev.cornet.backend;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work space of a kernel: arrays that belong to the running thread, grow to the largest request and are reused for ever, those above 16 MB
 * until memory is collected: then nothing of a large model stays that is gone.
 *
 * <p>A slot is held between {@link #floats} and the end of the kernel that asked; two kernels that may be active on one thread at once
 * (a kernel and the one that calls it) use different slots: backends take those below 12 and, for arrays by the dozen,
 * from 64 on; their callers one of their own in between.
 */
public final class Workspace {
    /** The slot of what the seam itself does by several operations. */
    static final int OF_SEAM = 10;

    private static final ThreadLocal<Workspace> MINE = ThreadLocal.withInitial(Workspace::new);
    // Equal power-of-two lengths would make arrays meet in the same cache lines (4 KB aliasing); extra lengths keep
    // them
    // apart. With their headers (4 floats) arrays fill whole lines, so that those made one after the other lie alike
    // and a
    // loop that begins at a line of one begins at a line of all: a quarter less time in loops over several arrays.
    private static final int STAGGER = 80;

    private static final int LINE = 16;
    private static final int HEADER = 4;

    /** Arrays of more values are held by whoever uses them alone. */
    private static final int LARGE = 1 << 22;

    private static volatile float[] zeros = {};

    private float[][] slots = new float[8][0];
    private double[][] doubles = new double[4][0];
    private float[][][] planes = new float[0][][];
    private float[][][] references = new float[0][][];
    private final Map<Integer, WeakReference<float[]>> large = new HashMap<>();
    private final Map<Integer, WeakReference<float[][]>> largePlanes = new HashMap<>();

    private Workspace() {}

    /** At least {@code length} floats of slot {@code slot}, with whatever the last user left in them. */
    public static float[] floats(int slot, int length) {
        Workspace mine = MINE.get();
        if (length > LARGE) {
            return mine.large(slot, length);
        }
        if (slot >= mine.slots.length) {
            int old = mine.slots.length;
            mine.slots = Arrays.copyOf(mine.slots, Math.max(slot + 1, 2 * old));
            Arrays.fill(mine.slots, old, mine.slots.length, new float[0]);
        }
        if (mine.slots[slot].length < length) {
            mine.slots[slot] = new float[staggered(length, slot % 16)];
        }
        return mine.slots[slot];
    }

    private float[] large(int slot, int length) {
        WeakReference<float[]> held = large.get(slot);
        float[] array = held == null ? null : held.get();
        if (array == null || array.length < length) {
            array = new float[staggered(length, slot % 16)];
            large.put(slot, new WeakReference<>(array));
        }
        return array;
    }

    /** At least {@code length} doubles of slot {@code slot} of four, apart from the slots of floats. */
    public static double[] doubles(int slot, int length) {
        Workspace mine = MINE.get();
        if (mine.doubles[slot].length < length) {
            mine.doubles[slot] = new double[length];
        }
        return mine.doubles[slot];
    }

    /** At least {@code length} zeros, shared by all: to be read only. */
    public static float[] zeros(int length) {
        float[] enough = zeros;
        if (enough.length < length) {
            enough = new float[length];
            zeros = enough;
        }
        return enough;
    }

    /** {@code count} arrays of at least {@code length} floats each, of plane slot {@code slot}: apart from the slots of single arrays. */
    public static float[][] planes(int slot, int count, int length) {
        Workspace mine = MINE.get();
        if ((long) count * length > LARGE) {
            WeakReference<float[][]> kept = mine.largePlanes.get(slot);
            float[][] planes = grown(kept == null ? null : kept.get(), count, length);
            if (kept == null || kept.get() != planes) {
                mine.largePlanes.put(slot, new WeakReference<>(planes));
            }
            return planes;
        }
        if (slot >= mine.planes.length) {
            mine.planes = Arrays.copyOf(mine.planes, slot + 1);
        }
        float[][] planes = grown(mine.planes[slot], count, length);
        mine.planes[slot] = planes;
        return planes;
    }

    /** As many arrays as long as this: those given, and new ones where they do not do. */
    private static float[][] grown(float @Nullable [][] given, int count, int length) {
        float[][] held = given;
        if (held == null || held.length < count) {
            held = held == null ? new float[count][0] : Arrays.copyOf(held, count);
        }
        for (int p = 0; p < count; p++) {
            if (held[p] == null || held[p].length < length) {
                held[p] = new float[staggered(length, p % 8)];
            }
        }
        return held;
    }

    /** Room for {@code count} arrays of others, as those of another thread: apart from all arrays of this one. */
    public static float[][] references(int slot, int count) {
        Workspace mine = MINE.get();
        if (slot >= mine.references.length) {
            mine.references = Arrays.copyOf(mine.references, slot + 1);
        }
        float[][] held = mine.references[slot];
        if (held == null || held.length < count) {
            held = new float[count][];
            mine.references[slot] = held;
        }
        return held;
    }

    /** The length of an array of at least {@code length} values, and how many more, the n-th of its kind. */
    private static int staggered(int length, int n) {
        return (length + LINE - 1) / LINE * LINE + STAGGER * (n + 1) - HEADER;
    }

    /** New arrays of zeros, for somebody to keep, whose lengths differ a little. */
    static float[][] apart(int count, int length) {
        float[][] arrays = new float[count][];
        for (int p = 0; p < count; p++) {
            arrays[p] = new float[staggered(length, p % 8)];
        }
        return arrays;
    }
}
