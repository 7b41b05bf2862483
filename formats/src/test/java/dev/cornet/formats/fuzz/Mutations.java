package dev.cornet.formats.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Random damage to the bytes of a file: flipped bits, cuts, splices, and lengths and sizes that claim too much. */
final class Mutations {
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        127,
        128,
        255,
        256,
        32767,
        65535,
        65536,
        1 << 20,
        16 << 20,
        1L << 30,
        Integer.MAX_VALUE - 8L,
        Integer.MAX_VALUE,
        1L << 31,
        (1L << 32) - 1,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -2,
        -8
    };

    private static final String[] TOKENS = {
        "-1",
        "0",
        "2147483647",
        "4294967296",
        "18446744073709551615",
        "1e999",
        "-0.0",
        "1e-400",
        "NaN",
        "null",
        "true",
        "[]",
        "{}",
        "\"\"",
        "\"\\u0000\\u001b[31m\\r\\u202e\"",
        "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]",
        "\"relu\"",
        "[1048576, 1048576]",
        "100000",
        "3000000"
    };

    private static final int MAX_REPEATED = 1 << 16;

    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    /** A damaged copy; {@code other} is another file, from which pieces are copied. */
    byte[] of(byte[] whole, byte[] other) {
        byte[] bytes = whole.clone();
        for (int n = 1 + random.nextInt(3); n > 0 && bytes.length > 0; n--) {
            bytes = mutate(bytes, other);
        }
        return bytes;
    }

    private byte[] mutate(byte[] bytes, byte[] other) {
        int at = position(bytes.length);
        int length = 1 + random.nextInt(Math.min(bytes.length - at, 1 + random.nextInt(200)));
        if (bytes[0] == '{' && random.nextInt(3) > 0) {
            return replaceToken(bytes, at);
        }
        switch (random.nextInt(12)) {
            case 0:
                return Arrays.copyOf(bytes, at);
            case 1:
                Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0 : 0xff));
                return bytes;
            case 2:
                System.arraycopy(bytes, position(bytes.length - length + 1), bytes, at, length);
                return bytes;
            case 3:
                return splice(bytes, at, at, bytes, position(bytes.length - length + 1), length);
            case 4:
                return splice(bytes, at, at + length, bytes, 0, 0);
            case 5:
                int from = position(other.length);
                return splice(bytes, at, at + length, other, from, Math.min(length, other.length - from));
            case 6:
                return repeat(bytes, at, length);
            case 7:
            case 8:
            case 9:
                changeNumber(bytes);
                return bytes;
            case 10:
                return replaceToken(bytes, at);
            default:
                for (int n = 1 + random.nextInt(6); n > 0; n--) {
                    int flipped = position(bytes.length);
                    bytes[flipped] =
                            (byte) (random.nextBoolean() ? random.nextInt() : bytes[flipped] ^ 1 << random.nextInt(8));
                }
                return bytes;
        }
    }

    /** A random position; half of them are near the start, where headers are. */
    private int position(int length) {
        return random.nextInt(random.nextBoolean() ? length : Math.min(length, 1 << 2 + random.nextInt(11)));
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] other, int at, int length) {
        byte[] joined = new byte[from + length + bytes.length - to];
        System.arraycopy(bytes, 0, joined, 0, from);
        System.arraycopy(other, at, joined, from, length);
        System.arraycopy(bytes, to, joined, from + length, bytes.length - to);
        return joined;
    }

    private byte[] repeat(byte[] bytes, int at, int length) {
        int times = 1 + random.nextInt(1 + Math.min(2000, MAX_REPEATED / length));
        byte[] pieces = new byte[times * length];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, at, pieces, i * length, length);
        }
        return splice(bytes, at, at, pieces, 0, pieces.length);
    }

    /** Changes a number of 1, 2, 4 or 8 bytes, preferably one no larger than the length of the file, which may be a size or an address. */
    private void changeNumber(byte[] bytes) {
        int width = Math.min(1 << random.nextInt(4), Integer.highestOneBit(bytes.length));
        ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        int at = position(bytes.length - width + 1);
        for (int tries = 0; tries < 40; tries++) {
            long value = get(buffer, at, width);
            if (value > 0 && value <= bytes.length) {
                break;
            }
            at = position(bytes.length - width + 1);
        }
        long before = get(buffer, at, width);
        long value = switch (random.nextInt(6)) {
            case 0 -> before + 1;
            case 1 -> before - 1;
            case 2 -> before * (2 + random.nextInt(1000));
            case 3 -> random.nextInt(bytes.length + 1);
            default -> NUMBERS[random.nextInt(NUMBERS.length)];
        };
        switch (width) {
            case 1 -> buffer.put(at, (byte) value);
            case 2 -> buffer.putShort(at, (short) value);
            case 4 -> buffer.putInt(at, (int) value);
            default -> buffer.putLong(at, value);
        }
    }

    private static long get(ByteBuffer buffer, int at, int width) {
        return switch (width) {
            case 1 -> buffer.get(at) & 255;
            case 2 -> buffer.getShort(at) & 65535;
            case 4 -> buffer.getInt(at) & 0xffff_ffffL;
            default -> buffer.getLong(at);
        };
    }

    /** Replaces the next number or word of a text. */
    private byte[] replaceToken(byte[] bytes, int at) {
        int from = at;
        while (from < bytes.length && !isWord(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < bytes.length && to < from + 40 && isWord(bytes[to])) {
            to++;
        }
        byte[] text = TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.US_ASCII);
        if (random.nextInt(20) == 0) {
            ByteArrayOutputStream deep = new ByteArrayOutputStream();
            for (int i = 0; i < 5000; i++) {
                deep.write(random.nextInt(50) == 0 ? '{' : '[');
            }
            text = deep.toByteArray();
        }
        boolean isValue = from > 0 && ":[, ".indexOf(bytes[from - 1]) >= 0;
        boolean quoted = from > 0 && to < bytes.length && bytes[from - 1] == '"' && bytes[to] == '"';
        if (quoted && (text[0] == '"' || random.nextInt(4) > 0)) {
            return splice(bytes, from - 1, to + 1, text, 0, text.length);
        } else if (quoted || isValue || random.nextInt(8) == 0) {
            return splice(bytes, from, to, text, 0, text.length);
        }
        return replaceToken(bytes, random.nextInt(bytes.length));
    }

    private static boolean isWord(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b == '.' || b == '-';
    }
}
