package dev.cornet.applications.keras;

import dev.cornet.error.ModelFormatException;
import dev.cornet.file.Limits;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayout;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** An array of numbers in an HDF5 file; its size is checked before it is read. */
final class Hdf5Array {
    /** What compressed data may grow to: so many times what is stored, and so many bytes more. */
    private static final int GROWTH = 100;

    private static final long SLACK = 64L << 20;

    private final String path;
    private final Dataset data;

    Hdf5Array(String path, Dataset data) {
        this.path = path;
        this.data = data;
    }

    boolean isNumeric() {
        return data.getDataType() instanceof FloatingPoint || data.getDataType() instanceof FixedPoint;
    }

    /** Refused when it is unheard of. */
    Shape shape() {
        long[] dims = data.getDimensionsAsLong();
        int[] sizes = new int[dims.length];
        require(dims.length <= Limits.RANK, "has " + dims.length + " axes");
        for (int i = 0; i < dims.length; i++) {
            require(dims[i] >= 0 && dims[i] <= Shape.MAX_SIZE, "has an axis of " + dims[i]);
            sizes[i] = (int) dims[i];
        }
        Shape shape = Shape.of(sizes);
        shape.size(); // refuses more than an array can hold
        return shape;
    }

    /** Refuses an array that claims more than is stored for it; else its number of values. */
    int requireStored() {
        int size = shape().size();
        require(isNumeric(), "holds no numbers that Cornet reads");
        long bytes = Math.multiplyExact((long) size, data.getDataType().getSize());
        DataLayout layout = data.getDataLayout();
        long stored = layout == DataLayout.COMPACT ? bytes : data.getStorageInBytes();
        require(
                layout == DataLayout.CHUNKED ? bytes <= GROWTH * stored + SLACK : bytes == stored,
                "should hold " + bytes + " bytes, but " + stored + " are stored");
        Limits.requireTensorBytes(4L * size, path);
        return size;
    }

    /**
     * A reader of the values into a tensor of this shape. All that can be wrong has been looked at when it returns, so that many arrays can be
     * checked before the first weight changes.
     */
    Consumer<Tensor> reader() {
        int size = requireStored();
        if (size == 0) {
            return target -> {};
        }
        if (data instanceof ContiguousDataset plain
                && data.getDataType() instanceof FloatingPoint type
                && type.getSize() == Float.BYTES) {
            require(type.getJavaType() == float.class, "holds no numbers that Cornet reads");
            ByteBuffer values = plain.getBuffer().duplicate().order(type.getByteOrder());
            require(values.remaining() == 4L * size, "is cut");
            return target -> values.asFloatBuffer().get(target.data(), target.offset(), size);
        }
        Object values = data.isScalar() ? new Object[] {data.getData()} : data.getDataFlat();
        require(values != null && values.getClass().isArray() && Array.getLength(values) == size, "is cut");
        return target -> {
            for (int i = 0; i < size; i++) {
                target.data()[target.offset() + i] = ((Number) Array.get(values, i)).floatValue();
            }
        };
    }

    private void require(boolean condition, String problem) {
        if (!condition) {
            throw new ModelFormatException("the array " + path + " " + problem);
        }
    }
}
