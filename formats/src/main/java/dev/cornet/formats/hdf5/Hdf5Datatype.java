package dev.cornet.formats.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The datatype of a dataset or an attribute.
 *
 * @param size the size of one value in bytes
 * @param padded whether strings of fixed length are padded with spaces
 */
record Hdf5Datatype(Kind kind, int size, ByteOrder order, boolean signed, boolean padded) {
    enum Kind {
        FLOAT16,
        BFLOAT16,
        FLOAT32,
        FLOAT64,
        INTEGER,
        STRING,
        /** A reference to a string in the global heap. */
        VARIABLE_LENGTH_STRING,
        /** Bytes without a type known to HDF5. */
        OPAQUE,
        OTHER
    }

    /** The bytes at the start of a datatype message: class and version, bit field, size. */
    private static final int HEADER_BYTES = 8;

    private static final int INTEGER_CLASS = 0;
    private static final int FLOAT_CLASS = 1;
    private static final int STRING_CLASS = 3;
    private static final int OPAQUE_CLASS = 5;
    private static final int ENUM_CLASS = 8;
    private static final int VARIABLE_LENGTH_CLASS = 9;

    /** Parses a datatype message. An enumeration, such as h5py's booleans, counts as its base type. */
    static Hdf5Datatype parse(ByteBuffer in) {
        if ((in.get(in.position()) & 15) == ENUM_CLASS) {
            in.position(in.position() + HEADER_BYTES);
        }
        int first = in.get();
        int bits = (in.get() & 255) | ((in.get() & 255) << 8) | ((in.get() & 255) << 16);
        int size = in.getInt();
        ByteOrder order = (bits & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        if (size <= 0) {
            throw Hdf5Input.damaged("values of " + size + " bytes");
        }
        Kind kind = switch (first & 15) {
            case INTEGER_CLASS -> integer(in, size);
            case FLOAT_CLASS -> floating(in, size, bits);
            case STRING_CLASS -> Kind.STRING;
            case OPAQUE_CLASS -> Kind.OPAQUE;
            case VARIABLE_LENGTH_CLASS -> (bits & 15) == 1 ? Kind.VARIABLE_LENGTH_STRING : Kind.OTHER;
            default -> Kind.OTHER;
        };
        return new Hdf5Datatype(kind, size, order, (bits & 8) != 0, (bits & 15) == 2);
    }

    /**
     * Returns the datatype BFLOAT16 for opaque values of two bytes whose name is "bfloat16", as in Keras' .keras files, or "", as in its
     * .h5 files; otherwise returns this datatype.
     */
    Hdf5Datatype withName(String name) {
        boolean half = kind == Kind.OPAQUE && size == Short.BYTES && (name.isEmpty() || name.equals("bfloat16"));
        return half ? new Hdf5Datatype(Kind.BFLOAT16, size, ByteOrder.LITTLE_ENDIAN, signed, padded) : this;
    }

    private static Kind integer(ByteBuffer in, int size) {
        boolean usesAllBits = in.getShort() == 0 && in.getShort() == 8 * size;
        return usesAllBits && size <= 8 && Integer.bitCount(size) == 1 ? Kind.INTEGER : Kind.OTHER;
    }

    /** Recognizes an IEEE 754 or bfloat16 type by the positions and sizes of its exponent and mantissa. */
    private static Kind floating(ByteBuffer in, int size, int bits) {
        boolean usesAllBits = in.getShort() == 0 && in.getShort() == 8 * size && (bits & 0x40) == 0;
        int exponentAt = in.get() & 255;
        int exponent = in.get() & 255;
        int mantissaAt = in.get() & 255;
        int mantissa = in.get() & 255;
        int bias = in.getInt();
        if (!usesAllBits || mantissaAt != 0 || exponentAt != mantissa || bias != (1 << (exponent - 1)) - 1) {
            return Kind.OTHER;
        }
        return switch (1000 * mantissa + 10 * exponent + size) {
            case 10052 -> Kind.FLOAT16;
            case 7082 -> Kind.BFLOAT16;
            case 23084 -> Kind.FLOAT32;
            case 52118 -> Kind.FLOAT64;
            default -> Kind.OTHER;
        };
    }

    boolean isNumeric() {
        return kind.ordinal() <= Kind.INTEGER.ordinal();
    }

    /** Decodes {@code count} numbers, stored in {@code bytes} from index {@code from} on, into {@code target} from index {@code at} on. */
    void decode(byte[] bytes, int from, int count, float[] target, int at) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, count * size).order(order);
        switch (kind) {
            case FLOAT32 -> in.asFloatBuffer().get(target, at, count);
            case FLOAT64 -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = (float) in.getDouble();
                }
            }
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = half(in.getShort());
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = Float.intBitsToFloat(in.getShort() << 16);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = integer(in);
                }
            }
        }
    }

    private float integer(ByteBuffer in) {
        return switch (size) {
            case 1 -> signed ? in.get() : in.get() & 255;
            case 2 -> signed ? in.getShort() : in.getShort() & 0xffff;
            case 4 -> signed ? in.getInt() : Integer.toUnsignedLong(in.getInt());
            default -> {
                long value = in.getLong();
                yield signed || value >= 0 ? value : 2f * ((value >>> 1) | (value & 1));
            }
        };
    }

    /** Decodes a float16: sign, 5 bits of exponent, 10 bits of mantissa; subnormal if the exponent is 0. */
    private static float half(short bits) {
        int exponent = (bits >> 10) & 31;
        int mantissa = bits & 1023;
        float value;
        if (exponent == 0) {
            value = mantissa * 0x1p-24f;
        } else if (exponent == 31) {
            value = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            value = Float.intBitsToFloat(((exponent + 112) << 23) | (mantissa << 13));
        }
        return bits < 0 ? -value : value;
    }

    /** Decodes a string of fixed length. */
    String string(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        while (padded && end > 0 && bytes[end - 1] == ' ') {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
