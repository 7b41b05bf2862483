package dev.cornet.saving;

import java.nio.ByteBuffer;

/** The number types of safetensors, each with its conversion to float32. */
enum SafetensorsDType {
    F64(8) {
        @Override
        float decode(ByteBuffer in, int at) {
            return (float) in.getDouble(at);
        }
    },
    F32(4) {
        @Override
        float decode(ByteBuffer in, int at) {
            return in.getFloat(at);
        }
    },
    F16(2) {
        @Override
        float decode(ByteBuffer in, int at) {
            return half(in.getShort(at));
        }
    },
    BF16(2) {
        @Override
        float decode(ByteBuffer in, int at) {
            return Float.intBitsToFloat(in.getShort(at) << 16);
        }
    },
    I64(8) {
        @Override
        float decode(ByteBuffer in, int at) {
            return in.getLong(at);
        }
    },
    U64(8) {
        @Override
        float decode(ByteBuffer in, int at) {
            long v = in.getLong(at);
            return v >= 0 ? v : (v >>> 1 | (v & 1)) * 2f; // keeps the lowest bit, which may decide the rounding
        }
    },
    I32(4) {
        @Override
        float decode(ByteBuffer in, int at) {
            return in.getInt(at);
        }
    },
    U32(4) {
        @Override
        float decode(ByteBuffer in, int at) {
            return in.getInt(at) & 0xFFFFFFFFL;
        }
    },
    I16(2) {
        @Override
        float decode(ByteBuffer in, int at) {
            return in.getShort(at);
        }
    },
    U16(2) {
        @Override
        float decode(ByteBuffer in, int at) {
            return in.getShort(at) & 0xFFFF;
        }
    },
    I8(1) {
        @Override
        float decode(ByteBuffer in, int at) {
            return in.get(at);
        }
    },
    U8(1) {
        @Override
        float decode(ByteBuffer in, int at) {
            return in.get(at) & 0xFF;
        }
    },
    BOOL(1) {
        @Override
        float decode(ByteBuffer in, int at) {
            return in.get(at) == 0 ? 0 : 1;
        }
    };

    private final int bytes;

    SafetensorsDType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    /** The number at byte {@code at} as float32. */
    abstract float decode(ByteBuffer in, int at);

    void decode(ByteBuffer in, float[] values, int from, int count) {
        for (int i = 0; i < count; i++) {
            values[from + i] = decode(in, i * bytes);
        }
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
