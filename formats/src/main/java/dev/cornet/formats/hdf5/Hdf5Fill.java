package dev.cornet.formats.hdf5;

import dev.cornet.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What values are that were never written: a number that the file tells, or 0. */
final class Hdf5Fill {
    private static final int TOLD = 0x20;

    private final float value;

    Hdf5Fill(Hdf5Header.@Nullable Message message, Hdf5Type type) {
        ByteBuffer in = message == null ? ByteBuffer.allocate(2) : message.content();
        int version = in.get();
        boolean told;
        if (version > 2) {
            told = (in.get() & TOLD) != 0;
        } else if (version > 0) {
            in.getShort(); // when memory is taken, and when it is filled
            told = in.get() != 0 || version == 1;
        } else {
            told = false;
        }
        int size = told ? in.getInt() : 0;
        float[] one = {0};
        if (type.isNumeric() && size == type.size() && size <= in.remaining()) {
            byte[] bytes = new byte[size];
            in.get(bytes);
            type.decode(bytes, 0, 1, one, 0);
        }
        this.value = one[0];
    }

    void into(Tensor target, int size) {
        Arrays.fill(target.data(), target.offset(), target.offset() + size, value);
    }
}
