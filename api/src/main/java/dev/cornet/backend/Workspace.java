package dev.cornet.backend;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The workspace of kernels: arrays of the current thread that grow to the largest request and are reused. Arrays above 16 MB are held by
 * weak references, so that the memory of a large model can be collected after the model itself.
 *
 * <p>A {@link Slot} is in use from the call of {@link #floats} to the end of the kernel that called it. Kernels that may be active on one
 * thread at the same time (one calls the other) use different slots; kernels that never are may share a slot to save memory. The methods
 * are independent of each other: a slot may hold an array of each kind.
 */
public final class Workspace {
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
    private static volatile float[] ones = {};

    private float[][] slots = new float[8][0];
    private @Nullable Tensor[] vectors = new Tensor[0];
    private double[][] doubles = new double[0][];
    private float[][][] planes = new float[0][][];
    private float[][][] references = new float[0][][];
    private final Map<Slot, WeakReference<float[]>> largeArrays = new HashMap<>();
    private final Map<Slot, WeakReference<float[][]>> largePlanes = new HashMap<>();

    private Workspace() {}

    /** Returns the array of a slot, of at least {@code length} floats with undefined contents. */
    public static float[] floats(Slot slot, int length) {
        Workspace workspace = OF_THREAD.get();
        if (length > MAX_PERMANENT) {
            return workspace.large(slot, length);
        }
        int i = slot.index;
        if (i >= workspace.slots.length) {
            int old = workspace.slots.length;
            float[][] slots = Arrays.copyOf(workspace.slots, Math.max(i + 1, 2 * old));
            Arrays.fill(slots, old, slots.length, new float[0]);
            workspace.slots = slots;
        }
        if (workspace.slots[i].length < length) {
            workspace.slots[i] = new float[paddedLength(length, i % 16)];
        }
        return workspace.slots[i];
    }

    /**
     * Returns the array of a slot as a tensor of {@code length} values with undefined contents, for functions of the backend: the same
     * tensor as in the last call, if that had this length.
     */
    public static Tensor vector(Slot slot, int length) {
        float[] array = floats(slot, length);
        Workspace workspace = OF_THREAD.get();
        if (slot.index >= workspace.vectors.length) {
            workspace.vectors = Arrays.copyOf(workspace.vectors, slot.index + 1);
        }
        Tensor last = workspace.vectors[slot.index];
        if (last != null && last.data() == array && last.size() == length) {
            return last;
        }
        Tensor vector = Tensor.wrap(array, 0, Shape.of(length));
        workspace.vectors[slot.index] = length > MAX_PERMANENT ? null : vector;
        return vector;
    }

    private float[] large(Slot slot, int length) {
        WeakReference<float[]> reference = largeArrays.get(slot);
        float[] array = reference == null ? null : reference.get();
        if (array == null || array.length < length) {
            array = new float[paddedLength(length, slot.index % 16)];
            largeArrays.put(slot, new WeakReference<>(array));
        }
        return array;
    }

    /** Returns the array of a slot, of at least {@code length} doubles with undefined contents. */
    public static double[] doubles(Slot slot, int length) {
        Workspace workspace = OF_THREAD.get();
        if (slot.index >= workspace.doubles.length) {
            workspace.doubles = Arrays.copyOf(workspace.doubles, slot.index + 1);
        }
        double[] array = workspace.doubles[slot.index];
        if (array == null || array.length < length) {
            array = new double[length];
            workspace.doubles[slot.index] = array;
        }
        return array;
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

    /** Returns an array of at least {@code length} ones that all threads share and that must not be modified. */
    public static float[] ones(int length) {
        float[] array = ones;
        if (array.length < length) {
            array = new float[length];
            Arrays.fill(array, 1f);
            ones = array;
        }
        return array;
    }

    /** Returns at least {@code count} arrays of at least {@code length} floats each, with undefined contents. */
    public static float[][] planes(Slot slot, int count, int length) {
        Workspace workspace = OF_THREAD.get();
        if ((long) count * length > MAX_PERMANENT) {
            WeakReference<float[][]> reference = workspace.largePlanes.get(slot);
            float[][] planes = enlarged(reference == null ? null : reference.get(), count, length);
            if (reference == null || reference.get() != planes) {
                workspace.largePlanes.put(slot, new WeakReference<>(planes));
            }
            return planes;
        }
        if (slot.index >= workspace.planes.length) {
            workspace.planes = Arrays.copyOf(workspace.planes, slot.index + 1);
        }
        float[][] planes = enlarged(workspace.planes[slot.index], count, length);
        workspace.planes[slot.index] = planes;
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

    /** Returns an array for {@code count} references to other arrays. */
    public static float[][] references(Slot slot, int count) {
        Workspace workspace = OF_THREAD.get();
        if (slot.index >= workspace.references.length) {
            workspace.references = Arrays.copyOf(workspace.references, slot.index + 1);
        }
        float[][] array = workspace.references[slot.index];
        if (array == null || array.length < count) {
            array = new float[count][];
            workspace.references[slot.index] = array;
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
