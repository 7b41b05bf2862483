package dev.cornet.preprocessing.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream over a JPEG file without its comments, profiles and thumbnails. It limits the number of scans, since each scan of a progressive
 * JPEG writes all pixels. Reference: ITU-T T.81, annex B.
 */
final class JpegMetadataStripper extends MetadataStripper {
    // Marker codes: the second byte of a marker, whose first byte is 0xff.
    private static final int START = 0xd8;
    private static final int END = 0xd9;
    private static final int SCAN = 0xda;
    private static final int COMMENT = 0xfe;
    private static final int FIRST_APPLICATION = 0xe0;
    private static final int LAST_APPLICATION = 0xef;
    /** Adobe's segment, which states the colour transform and is therefore needed. */
    private static final int ADOBE = 0xee;

    private final long bytes;
    private final byte[] buffer = new byte[CHUNK_BYTES];
    private boolean started;
    private boolean inScan;
    private boolean afterFf;
    /** The marker that ended the last scan; −1 if there is none. */
    private int pendingMarker = -1;

    private int scans;
    private long pixels;

    JpegMetadataStripper(InputStream in, long bytes) {
        super(in);
        this.bytes = bytes;
    }

    @Override
    byte @Nullable [] nextChunk() throws IOException {
        if (!started) {
            started = true;
            return readRaw(2);
        } else if (inScan) {
            return readScanData();
        }
        while (true) {
            int marker = pendingMarker >= 0 ? pendingMarker : nextMarker();
            pendingMarker = -1;
            if (marker < 0) {
                return null;
            } else if (marker == START || marker == END || marker == 1 || (marker >= 0xd0 && marker <= 0xd7)) {
                return new byte[] {(byte) 0xff, (byte) marker}; // a marker without a segment
            }
            byte[] segment = readSegment(marker);
            if (marker == COMMENT || (marker > FIRST_APPLICATION && marker <= LAST_APPLICATION && marker != ADOBE)) {
                continue;
            }
            inspect(marker, segment);
            return segment;
        }
    }

    /** Returns the code of the next marker, skipping bytes before it; −1 at the end of the file. */
    private int nextMarker() throws IOException {
        int b = readRaw();
        while (b >= 0) {
            boolean isFf = b == 0xff;
            b = readRaw();
            if (isFf && b > 0 && b != 0xff) {
                return b;
            }
        }
        return -1;
    }

    private byte[] readSegment(int marker) throws IOException {
        int high = readRaw();
        int low = readRaw();
        int length = high < 0 || low < 0 ? 2 : Math.max(2, (high << 8) | low);
        byte[] content = readRaw(length - 2);
        byte[] segment = new byte[4 + content.length];
        segment[0] = (byte) 0xff;
        segment[1] = (byte) marker;
        segment[2] = (byte) high;
        segment[3] = (byte) low;
        System.arraycopy(content, 0, segment, 4, content.length);
        return segment;
    }

    /** Records the image size from a frame header, or counts a scan. */
    private void inspect(int marker, byte[] segment) throws IOException {
        boolean isFrame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (isFrame && segment.length >= 9) {
            int height = ((segment[5] & 255) << 8) | (segment[6] & 255);
            int width = ((segment[7] & 255) << 8) | (segment[8] & 255);
            pixels = Math.max(pixels, (long) width * height);
        } else if (marker == SCAN) {
            inScan = true;
            scans++;
            ImageSizeLimits.requireScans(scans, pixels, bytes);
        }
    }

    /** Reads the compressed pixels, including their stuffed zeros and restart markers, up to the next other marker. */
    private byte @Nullable [] readScanData() throws IOException {
        int count = 0;
        while (count < buffer.length) {
            int b = readRaw();
            if (b < 0) {
                inScan = false;
                break;
            }
            if (afterFf && b != 0 && b != 0xff && (b < 0xd0 || b > 0xd7)) {
                afterFf = false;
                inScan = false;
                pendingMarker = b;
                count--; // without the 0xff, which belongs to the marker
                break;
            }
            afterFf = b == 0xff;
            buffer[Math.max(0, count)] = (byte) b;
            count++;
        }
        return count <= 0 ? nextChunk() : Arrays.copyOf(buffer, count);
    }
}
