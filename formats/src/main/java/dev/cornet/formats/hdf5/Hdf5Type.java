package dev.cornet.formats.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The type of the values of an array or an attribute.
 *
 * @param size of one value in bytes
 * @param padded by spaces: for texts of fixed length
 */
record Hdf5Type(Kind kind, int size, ByteOrder order, boolean signed, boolean padded) {
    enum Kind {
        FLOAT16,
        BFLOAT16,
        FLOAT32,
        FLOAT64,
        INTEGER,
        TEXT,
        /** A text in the file's heap. */
        TEXT_REFERENCE,
        /** Bytes of which the file does not say what they are. */
        OPAQUE,
        OTHER
    }

    /** Class and version, bits and size of a type. */
    private static final int HEAD = 8;

    private static final int INTEGER_CLASS = 0;
    private static final int FLOAT_CLASS = 1;
    private static final int TEXT_CLASS = 3;
    private static final int OPAQUE_CLASS = 5;
    private static final int ENUM_CLASS = 8;
    private static final int VARIABLE_CLASS = 9;

    /** Values that have names, as booleans of h5py have, are the numbers they are stored as. */
    static Hdf5Type parse(ByteBuffer in) {
        if ((in.get(in.position()) & 15) == ENUM_CLASS) {
            in.position(in.position() + HEAD);
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
            case TEXT_CLASS -> Kind.TEXT;
            case OPAQUE_CLASS -> Kind.OPAQUE;
            case VARIABLE_CLASS -> (bits & 15) == 1 ? Kind.TEXT_REFERENCE : Kind.OTHER;
            default -> Kind.OTHER;
        };
        return new Hdf5Type(kind, size, order, (bits & 8) != 0, (bits & 15) == 2);
    }

    /** Opaque values of two bytes that an attribute calls bfloat16, as Keras does, or nothing, as in its .h5 files; else this. */
    Hdf5Type called(String name) {
        boolean half = kind == Kind.OPAQUE && size == Short.BYTES && (name.isEmpty() || name.equals("bfloat16"));
        return half ? new Hdf5Type(Kind.BFLOAT16, size, ByteOrder.LITTLE_ENDIAN, signed, padded) : this;
    }

    private static Kind integer(ByteBuffer in, int size) {
        boolean whole = in.getShort() == 0 && in.getShort() == 8 * size;
        return whole && size <= 8 && Integer.bitCount(size) == 1 ? Kind.INTEGER : Kind.OTHER;
    }

    /** Those of IEEE 754 and bfloat16, by the places of exponent and mantissa. */
    private static Kind floating(ByteBuffer in, int size, int bits) {
        boolean whole = in.getShort() == 0 && in.getShort() == 8 * size && (bits & 0x40) == 0;
        int exponentAt = in.get() & 255;
        int exponent = in.get() & 255;
        int mantissaAt = in.get() & 255;
        int mantissa = in.get() & 255;
        int bias = in.getInt();
        if (!whole || mantissaAt != 0 || exponentAt != mantissa || bias != (1 << (exponent - 1)) - 1) {
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

    /** Decodes {@code count} numbers from the byte {@code from} on. */
    void decode(byte[] bytes, int from, int count, float[] into, int at) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, count * size).order(order);
        switch (kind) {
            case FLOAT32 -> in.asFloatBuffer().get(into, at, count);
            case FLOAT64 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = (float) in.getDouble();
                }
            }
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = half(in.getShort());
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = Float.intBitsToFloat(in.getShort() << 16);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = integer(in);
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

    /** Sign, 5 bits of exponent, 10 of mantissa; the smallest have no leading one. */
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

    /** A text of fixed length. */
    String text(byte[] bytes) {
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
