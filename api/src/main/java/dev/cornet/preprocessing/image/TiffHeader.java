package dev.cornet.preprocessing.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.stream.ImageInputStream;

/**
 * What the first directory of a TIFF file says of the sizes of its pieces, checked before a decoder takes memory for them.
 *
 * <p>Reference: TIFF revision 6.0, sections 2 and 15.
 */
final class TiffHeader {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int SAMPLES = 277;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int OLD_JPEG = 6;
    private static final int JPEG = 7;
    private static final int MOST_FIELDS = 1000;
    private static final int MOST_SAMPLES = 16;
    private static final int TABLE_BITS = 16;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final long SMALL_TILE = 1 << 20;

    /** Bytes of a value of each type, by its number. */
    private static final int[] TYPES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

    private TiffHeader() {}

    static boolean fits(ImageInputStream in) throws IOException {
        in.seek(0);
        int first = in.read();
        int second = in.read();
        in.seek(0);
        return first == second && (first == 'I' || first == 'M');
    }

    /** Leaves the stream at its start, in its own byte order. */
    static void check(ImageInputStream in, long bytes) throws IOException {
        ByteOrder before = in.getByteOrder();
        in.setByteOrder(in.read() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        in.seek(4);
        long directory = in.readUnsignedInt();
        if (directory + 2 > bytes) {
            throw new IOException("the file is cut: its directory lies at " + directory);
        }
        in.seek(directory);
        int count = in.readUnsignedShort();
        if (count > MOST_FIELDS) {
            throw new IOException("it has " + count + " fields; " + MOST_FIELDS + " is the most");
        }
        Map<Integer, Long> fields = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int tag = in.readUnsignedShort();
            int type = in.readUnsignedShort();
            long values = in.readUnsignedInt();
            if (type < TYPES.length && values * TYPES[type] > bytes) {
                throw new IOException("its field " + tag + " claims " + values + " values");
            }
            long at = in.getStreamPosition();
            long value = type == SHORT ? in.readUnsignedShort() : in.readUnsignedInt();
            fields.put(tag, value);
            if (tag == BITS) {
                in.seek(at);
                requireBits(in, type, values);
            }
            in.seek(at + 4);
        }
        in.seek(0);
        in.setByteOrder(before);
        check(fields);
    }

    /** The bits of each sample, which lie elsewhere where four bytes do not hold them. */
    private static void requireBits(ImageInputStream in, int type, long values) throws IOException {
        if (values > MOST_SAMPLES || (type != SHORT && type != LONG)) {
            throw new IOException("it tells the bits of " + values + " samples in values of type " + type);
        }
        if (values * TYPES[type] > 4) {
            in.seek(in.readUnsignedInt());
        }
        for (int i = 0; i < values; i++) {
            long bits = type == SHORT ? in.readUnsignedShort() : in.readUnsignedInt();
            if (bits < 1 || (bits > TABLE_BITS && bits != 32 && bits != 64)) { // decoders make a table of all values
                throw new IOException("it has samples of " + bits + " bits");
            }
        }
    }

    private static void check(Map<Integer, Long> fields) throws IOException {
        long compression = fields.getOrDefault(COMPRESSION, 1L);
        if (compression == OLD_JPEG || compression == JPEG) {
            throw new IOException("it holds a JPEG within the TIFF; save it as JPEG");
        }
        if (fields.getOrDefault(SAMPLES, 1L) > MOST_SAMPLES) {
            throw new IOException("it has " + fields.get(SAMPLES) + " samples for a pixel");
        }
        long pixels = fields.getOrDefault(WIDTH, 0L) * fields.getOrDefault(HEIGHT, 0L);
        long wide = fields.getOrDefault(TILE_WIDTH, 1L);
        long high = fields.getOrDefault(TILE_HEIGHT, 1L);
        if (wide > Integer.MAX_VALUE || high > Integer.MAX_VALUE || wide * high > Math.max(SMALL_TILE, 4 * pixels)) {
            throw new IOException("it has tiles of " + wide + " x " + high + " for " + pixels + " pixels");
        }
    }
}
