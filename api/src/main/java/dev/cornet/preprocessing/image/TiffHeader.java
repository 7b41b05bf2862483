package dev.cornet.preprocessing.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.stream.ImageInputStream;

/**
 * The check of the sizes in the first directory of a TIFF file, before a decoder allocates memory for them.
 *
 * <p>Reference: TIFF revision 6.0, sections 2 and 15.
 */
final class TiffHeader {
    // The tags of the fields that are checked.
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int SAMPLES = 277;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;

    // Two values of the field COMPRESSION.
    private static final int JPEG_OLD_STYLE = 6;
    private static final int JPEG = 7;

    private static final int MAX_FIELDS = 1000;
    private static final int MAX_SAMPLES = 16;
    /** The maximum number of bits per sample for which decoders build a lookup table of all values. */
    private static final int MAX_TABLE_BITS = 16;

    // Codes of the types of values in a field.
    private static final int SHORT = 3;
    private static final int LONG = 4;

    /** Tiles of at most this many pixels are accepted for any size of the image. */
    private static final long SMALL_TILE = 1 << 20;

    /** The number of bytes per value, indexed by the type code. */
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

    private TiffHeader() {}

    static boolean matches(ImageInputStream in) throws IOException {
        in.seek(0);
        int first = in.read();
        int second = in.read();
        in.seek(0);
        return first == second && (first == 'I' || first == 'M');
    }

    /** Throws if a size is too large. The stream is at its start afterwards, with its byte order unchanged. */
    static void check(ImageInputStream in, long bytes) throws IOException {
        ByteOrder originalOrder = in.getByteOrder();
        in.setByteOrder(in.read() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        in.seek(4);
        long directory = in.readUnsignedInt();
        if (directory + 2 > bytes) {
            throw new IOException("the file is cut: its directory lies at " + directory);
        }
        in.seek(directory);
        int count = in.readUnsignedShort();
        if (count > MAX_FIELDS) {
            throw new IOException("it has " + count + " fields; " + MAX_FIELDS + " is the most");
        }
        Map<Integer, Long> fields = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int tag = in.readUnsignedShort();
            int type = in.readUnsignedShort();
            long values = in.readUnsignedInt();
            if (type < TYPE_BYTES.length && values * TYPE_BYTES[type] > bytes) {
                throw new IOException("its field " + tag + " claims " + values + " values");
            }
            long valuePosition = in.getStreamPosition();
            long value = type == SHORT ? in.readUnsignedShort() : in.readUnsignedInt();
            fields.put(tag, value);
            if (tag == BITS) {
                in.seek(valuePosition);
                requireBits(in, type, values);
            }
            in.seek(valuePosition + 4);
        }
        in.seek(0);
        in.setByteOrder(originalOrder);
        check(fields);
    }

    /** Checks the bits per sample, which are stored at an offset if they do not fit into the four bytes of the field. */
    private static void requireBits(ImageInputStream in, int type, long values) throws IOException {
        if (values > MAX_SAMPLES || (type != SHORT && type != LONG)) {
            throw new IOException("it states the bits of " + values + " samples in values of type " + type);
        }
        if (values * TYPE_BYTES[type] > 4) {
            in.seek(in.readUnsignedInt());
        }
        for (int i = 0; i < values; i++) {
            long bits = type == SHORT ? in.readUnsignedShort() : in.readUnsignedInt();
            if (bits < 1 || (bits > MAX_TABLE_BITS && bits != 32 && bits != 64)) {
                throw new IOException("it has samples of " + bits + " bits");
            }
        }
    }

    private static void check(Map<Integer, Long> fields) throws IOException {
        long compression = fields.getOrDefault(COMPRESSION, 1L);
        if (compression == JPEG_OLD_STYLE || compression == JPEG) {
            throw new IOException("it holds a JPEG within the TIFF; save it as JPEG");
        }
        if (fields.getOrDefault(SAMPLES, 1L) > MAX_SAMPLES) {
            throw new IOException("it has " + fields.get(SAMPLES) + " samples for a pixel");
        }
        long pixels = fields.getOrDefault(WIDTH, 0L) * fields.getOrDefault(HEIGHT, 0L);
        long tileWidth = fields.getOrDefault(TILE_WIDTH, 1L);
        long tileHeight = fields.getOrDefault(TILE_HEIGHT, 1L);
        if (tileWidth > Integer.MAX_VALUE
                || tileHeight > Integer.MAX_VALUE
                || tileWidth * tileHeight > Math.max(SMALL_TILE, 4 * pixels)) {
            throw new IOException("it has tiles of " + tileWidth + " x " + tileHeight + " for " + pixels + " pixels");
        }
    }
}
