package dev.cornet.preprocessing.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG file without comments, profiles and thumbnails, whose scans are counted: a progressive one writes all its pixels in each of them.
 * Reference: ITU-T T.81, annex B.
 */
final class JpegParts extends PartsStream {
    private static final int START = 0xd8;
    private static final int END = 0xd9;
    private static final int SCAN = 0xda;
    private static final int COMMENT = 0xfe;
    private static final int FIRST_APPLICATION = 0xe0;
    private static final int LAST_APPLICATION = 0xef;
    /** Adobe's, which tells the kind of colours. */
    private static final int ADOBE = 0xee;

    private final long bytes;
    private final byte[] buffer = new byte[PIECE];
    private boolean begun;
    private boolean inScan;
    private boolean afterMark;
    private int marker = -1;
    private int scans;
    private long pixels;

    JpegParts(InputStream in, long bytes) {
        super(in);
        this.bytes = bytes;
    }

    @Override
    byte @Nullable [] next() throws IOException {
        if (!begun) {
            begun = true;
            return get(2);
        } else if (inScan) {
            return scan();
        }
        while (true) {
            int mark = marker >= 0 ? marker : mark();
            marker = -1;
            if (mark < 0) {
                return null;
            } else if (mark == START || mark == END || mark == 1 || (mark >= 0xd0 && mark <= 0xd7)) {
                return new byte[] {(byte) 0xff, (byte) mark};
            }
            byte[] segment = segment(mark);
            if (mark == COMMENT || (mark > FIRST_APPLICATION && mark <= LAST_APPLICATION && mark != ADOBE)) {
                continue;
            }
            look(mark, segment);
            return segment;
        }
    }

    /** The number of the next marker; what stands before it is no part of any segment. */
    private int mark() throws IOException {
        int b = get();
        while (b >= 0) {
            boolean mark = b == 0xff;
            b = get();
            if (mark && b > 0 && b != 0xff) {
                return b;
            }
        }
        return -1;
    }

    private byte[] segment(int mark) throws IOException {
        int high = get();
        int low = get();
        int length = high < 0 || low < 0 ? 2 : Math.max(2, (high << 8) | low);
        byte[] content = get(length - 2);
        byte[] segment = new byte[4 + content.length];
        segment[0] = (byte) 0xff;
        segment[1] = (byte) mark;
        segment[2] = (byte) high;
        segment[3] = (byte) low;
        System.arraycopy(content, 0, segment, 4, content.length);
        return segment;
    }

    /** Notes the size that a frame's header tells, and counts scans. */
    private void look(int mark, byte[] segment) throws IOException {
        boolean frame = mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc;
        if (frame && segment.length >= 9) {
            int height = ((segment[5] & 255) << 8) | (segment[6] & 255);
            int width = ((segment[7] & 255) << 8) | (segment[8] & 255);
            pixels = Math.max(pixels, (long) width * height);
        } else if (mark == SCAN) {
            inScan = true;
            scans++;
            ImageBounds.requireScans(scans, pixels, bytes);
        }
    }

    /** Packed pixels up to the next marker that is none of theirs. */
    private byte @Nullable [] scan() throws IOException {
        int count = 0;
        while (count < buffer.length) {
            int b = get();
            if (b < 0) {
                inScan = false;
                break;
            }
            if (afterMark && b != 0 && b != 0xff && (b < 0xd0 || b > 0xd7)) {
                afterMark = false;
                inScan = false;
                marker = b;
                count--; // the 0xff goes with the marker
                break;
            }
            afterMark = b == 0xff;
            buffer[Math.max(0, count)] = (byte) b;
            count++;
        }
        return count <= 0 ? next() : Arrays.copyOf(buffer, count);
    }
}
