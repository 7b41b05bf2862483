package dev.cornet.backend;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The workspace of kernels: arrays of the current thread that grow to the largest request and are reused. Arrays above 16 MB are held by
 * weak references, so that the memory of a large model can be collected after the model itself.
 *
 * <p>A slot is in use from the call of {@link #floats} to the end of the kernel that called it. Two kernels that may be active on one
 * thread at the same time (one calls the other) must use different slots. Backends use slots 0 to 11 and, for many arrays, slots from 64
 * on; layers use the slots in between.
 */
public final class Workspace {
    /** The slot for the default methods of {@link Backend}. */
    static final int BACKEND_DEFAULTS = 10;

    private static final ThreadLocal<Workspace> OF_THREAD = ThreadLocal.withInitial(Workspace::new);

    /**
     * The difference between the lengths of successive arrays, in values. Arrays of equal power-of-two lengths would map to the same cache
     * lines (4 KB aliasing). Including their header of 4 floats, arrays fill whole cache lines, so that arrays allocated one after another
     * have the same alignment: loops over several arrays take a quarter less time.
     */
    private static final int LENGTH_STEP = 80;

    private static final int LINE = 16;
    private static final int HEADER = 4;

    /** Arrays of more values than this are held by weak references. */
    private static final int MAX_PERMANENT = 1 << 22;

    private static volatile float[] zeros = {};

    private float[][] slots = new float[8][0];
    private double[][] doubles = new double[4][0];
    private float[][][] planes = new float[0][][];
    private float[][][] references = new float[0][][];
    private final Map<Integer, WeakReference<float[]>> largeArrays = new HashMap<>();
    private final Map<Integer, WeakReference<float[][]>> largePlanes = new HashMap<>();

    private Workspace() {}

    /** Returns the array of slot {@code slot}, of at least {@code length} floats with undefined contents. */
    public static float[] floats(int slot, int length) {
        Workspace workspace = OF_THREAD.get();
        if (length > MAX_PERMANENT) {
            return workspace.large(slot, length);
        }
        if (slot >= workspace.slots.length) {
            int old = workspace.slots.length;
            float[][] slots = Arrays.copyOf(workspace.slots, Math.max(slot + 1, 2 * old));
            Arrays.fill(slots, old, slots.length, new float[0]);
            workspace.slots = slots;
        }
        if (workspace.slots[slot].length < length) {
            workspace.slots[slot] = new float[paddedLength(length, slot % 16)];
        }
        return workspace.slots[slot];
    }

    private float[] large(int slot, int length) {
        WeakReference<float[]> reference = largeArrays.get(slot);
        float[] array = reference == null ? null : reference.get();
        if (array == null || array.length < length) {
            array = new float[paddedLength(length, slot % 16)];
            largeArrays.put(slot, new WeakReference<>(array));
        }
        return array;
    }

    /**
     * Returns an array of at least {@code length} doubles with undefined contents; there are four slots, separate from those of floats.
     */
    public static double[] doubles(int slot, int length) {
        Workspace workspace = OF_THREAD.get();
        if (workspace.doubles[slot].length < length) {
            workspace.doubles[slot] = new double[length];
        }
        return workspace.doubles[slot];
    }

    /** Returns an array of at least {@code length} zeros that all threads share and that must not be modified. */
    public static float[] zeros(int length) {
        float[] array = zeros;
        if (array.length < length) {
            array = new float[length];
            zeros = array;
        }
        return array;
    }

    /** Returns {@code count} arrays of at least {@code length} floats each; their slots are separate from those of single arrays. */
    public static float[][] planes(int slot, int count, int length) {
        Workspace workspace = OF_THREAD.get();
        if ((long) count * length > MAX_PERMANENT) {
            WeakReference<float[][]> reference = workspace.largePlanes.get(slot);
            float[][] planes = enlarged(reference == null ? null : reference.get(), count, length);
            if (reference == null || reference.get() != planes) {
                workspace.largePlanes.put(slot, new WeakReference<>(planes));
            }
            return planes;
        }
        if (slot >= workspace.planes.length) {
            workspace.planes = Arrays.copyOf(workspace.planes, slot + 1);
        }
        float[][] planes = enlarged(workspace.planes[slot], count, length);
        workspace.planes[slot] = planes;
        return planes;
    }

    /** Returns at least {@code count} arrays: the given ones, with those that are missing or too short replaced by new ones. */
    private static float[][] enlarged(float @Nullable [][] current, int count, int length) {
        float[][] arrays = current;
        if (arrays == null || arrays.length < count) {
            arrays = arrays == null ? new float[count][0] : Arrays.copyOf(arrays, count);
        }
        for (int p = 0; p < count; p++) {
            if (arrays[p] == null || arrays[p].length < length) {
                arrays[p] = new float[paddedLength(length, p % 8)];
            }
        }
        return arrays;
    }

    /** Returns an array for {@code count} references to other arrays; its slots are separate from all others. */
    public static float[][] references(int slot, int count) {
        Workspace workspace = OF_THREAD.get();
        if (slot >= workspace.references.length) {
            workspace.references = Arrays.copyOf(workspace.references, slot + 1);
        }
        float[][] array = workspace.references[slot];
        if (array == null || array.length < count) {
            array = new float[count][];
            workspace.references[slot] = array;
        }
        return array;
    }

    /** Returns the length to allocate for the n-th array of at least {@code length} values: see {@link #LENGTH_STEP}. */
    private static int paddedLength(int length, int n) {
        return (length + LINE - 1) / LINE * LINE + LENGTH_STEP * (n + 1) - HEADER;
    }

    /** Returns new arrays of zeros, not held by this workspace, with slightly different lengths. */
    static float[][] newArrays(int count, int length) {
        float[][] arrays = new float[count][];
        for (int p = 0; p < count; p++) {
            arrays[p] = new float[paddedLength(length, p % 8)];
        }
        return arrays;
    }
}
