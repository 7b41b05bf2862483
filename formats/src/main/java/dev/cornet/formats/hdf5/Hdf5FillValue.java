package dev.cornet.formats.hdf5;

import dev.cornet.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The fill value of a dataset, which replaces values that were never written: the fill value stored in the file, or 0. */
final class Hdf5FillValue {
    private static final int VALUE_DEFINED = 0x20;

    private final float value;

    Hdf5FillValue(Hdf5ObjectHeader.@Nullable Message message, Hdf5Datatype type) {
        ByteBuffer in = message == null ? ByteBuffer.allocate(2) : message.content();
        int version = in.get();
        boolean isDefined;
        if (version > 2) {
            isDefined = (in.get() & VALUE_DEFINED) != 0;
        } else if (version > 0) {
            in.getShort(); // space allocation time and fill value write time
            isDefined = in.get() != 0 || version == 1;
        } else {
            isDefined = false;
        }
        int size = isDefined ? in.getInt() : 0;
        float[] decoded = {0};
        if (type.isNumeric() && size == type.size() && size <= in.remaining()) {
            byte[] bytes = new byte[size];
            in.get(bytes);
            type.decode(bytes, 0, 1, decoded, 0);
        }
        this.value = decoded[0];
    }

    void fill(Tensor target, int size) {
        Arrays.fill(target.data(), target.offset(), target.offset() + size, value);
    }
}
