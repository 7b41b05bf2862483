package dev.cornet.saving;

import java.nio.ByteBuffer;

/** The number types of safetensors, each with its conversion to float32. */
enum SafetensorsDType {
    F64(8, (in, at) -> (float) in.getDouble(at)),
    F32(4, (in, at) -> in.getFloat(at)),
    F16(2, (in, at) -> half(in.getShort(at))),
    BF16(2, (in, at) -> Float.intBitsToFloat(in.getShort(at) << 16)),
    I64(8, (in, at) -> in.getLong(at)),
    U64(8, (in, at) -> unsigned(in.getLong(at))),
    I32(4, (in, at) -> in.getInt(at)),
    U32(4, (in, at) -> in.getInt(at) & 0xFFFFFFFFL),
    I16(2, (in, at) -> in.getShort(at)),
    U16(2, (in, at) -> in.getShort(at) & 0xFFFF),
    I8(1, (in, at) -> in.get(at)),
    U8(1, (in, at) -> in.get(at) & 0xFF),
    BOOL(1, (in, at) -> in.get(at) == 0 ? 0 : 1);

    /** Reads the number at a byte as float32. */
    private interface Decoder {
        float decode(ByteBuffer in, int at);
    }

    private final int bytes;
    private final Decoder decoder;

    SafetensorsDType(int bytes, Decoder decoder) {
        this.bytes = bytes;
        this.decoder = decoder;
    }

    int bytes() {
        return bytes;
    }

    /** The number at byte {@code at} as float32. */
    float decode(ByteBuffer in, int at) {
        return decoder.decode(in, at);
    }

    void decode(ByteBuffer in, float[] values, int from, int count) {
        for (int i = 0; i < count; i++) {
            values[from + i] = decode(in, i * bytes);
        }
    }

    /** The float32 nearest to an unsigned number of 64 bits. */
    private static float unsigned(long v) {
        return v >= 0 ? v : (v >>> 1 | (v & 1)) * 2f; // keeps the lowest bit, which may decide the rounding
    }

    /** IEEE 754 binary16: 1 bit sign, 5 bits exponent (bias 15), 10 bits fraction. */
    private static float half(short bits) {
        int sign = bits & 0x8000;
        int exponent = (bits >> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        float size;
        if (exponent == 0x1F) {
            size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            size = fraction * 0x1p-24f;
        } else {
            size = (fraction + 0x400) * (float) Math.scalb(1.0, exponent - 25);
        }
        return sign == 0 ? size : -size;
    }
}
