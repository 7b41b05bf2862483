package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.ExternalSetting;
import dev.cornet.file.Limits;
import java.io.IOException;

/**
 * Limits on the size of an image, checked before its pixels are decoded: a small file must not make the decoder allocate much memory.
 *
 * <p>A file may claim at most as many pixels as its format can compress into the file's length. Decoded, an image may take at most 32 MB
 * plus 100 bytes per byte of the file, which only images with large areas of one colour exceed, and at most 100 million pixels. The system
 * property {@code cornet.maxImagePixels} sets another number of pixels in place of these two limits.
 */
final class ImageSizeLimits {
    /** The largest number of pixels, unless the property sets another. */
    private static final int MAX_PIXELS = 100_000_000;

    private static final String PROPERTY = "cornet.maxImagePixels";
    private static final long ALLOWED_BASE_BYTES = 32 << 20;
    private static final int ALLOWED_BYTES_PER_FILE_BYTE = 100;

    /** The maximum length of an image file. */
    private static final long MAX_FILE_BYTES = 1 << 29;

    /** The largest expansion factor of deflate. */
    private static final int MAX_DEFLATE_RATIO = 1032;

    private static final int RGB_BITS = 24;

    /** Bytes per pixel that decoding takes in addition to the decoder's samples. */
    private static final int EXTRA_BYTES_PER_PIXEL = 7;

    /** The number of pixels that all scans of a JPEG together may write, to which 1000 per byte of the file are added. */
    private static final long MAX_SCANNED_PIXELS = 200_000_000;

    /** Encoders write about ten scans; a file with more than this is suspicious and has stricter limits. */
    private static final int USUAL_SCANS = 16;

    /** The same limit for a suspicious file, to which 20 per byte of the file are added. */
    private static final long MAX_SUSPICIOUS_SCANNED_PIXELS = 100_000_000;

    private ImageSizeLimits() {}

    /** The largest number of pixels that a format can compress into a file of this length. */
    private static double maxPixels(String format, int bits, long bytes) {
        return switch (format) {
            case "png" -> (double) MAX_DEFLATE_RATIO * bytes * 8 / bits;
            case "jpeg" -> 512.0 * bytes; // at least a bit for each block of 8 x 8 pixels
            case "gif" -> 2731.0 * bytes; // at most 4096 pixels in twelve bits
            case "bmp" -> Math.max(8.0 / bits, 128) * bytes; // runs of at most 255 pixels in two bytes
            case "ppm" -> (double) bytes;
            default -> Double.POSITIVE_INFINITY;
        };
    }

    /**
     * Throws if an image is too large.
     *
     * @param bits bits per decoded pixel; 0 if unknown
     * @param bytes the length of the file
     */
    static void require(String format, int width, int height, int bits, long bytes) throws IOException {
        if (width < 1 || height < 1) {
            throw new IOException("its size is " + width + " x " + height);
        }
        long pixels = (long) width * height;
        String size = "its size is " + width + " x " + height + " = " + pixels + " pixels";
        Long userLimit = ExternalSetting.wholeNumber(PROPERTY, 1, Integer.MAX_VALUE);
        long limit = userLimit == null ? MAX_PIXELS : userLimit;
        if (pixels > limit) {
            throw new IOException(size + "; " + limit + " is the most (-D" + PROPERTY + " sets another number)");
        }
        if (pixels > maxPixels(format, Math.max(1, bits), bytes)) {
            throw new IOException(size + ", which its " + bytes + " bytes cannot hold");
        }
        int samples = (Math.max(RGB_BITS, bits) + 7) / 8;
        if (userLimit == null && pixels * samples > ALLOWED_BASE_BYTES + ALLOWED_BYTES_PER_FILE_BYTE * bytes) {
            throw new IOException(size + ", too many for a file of " + bytes
                    + " bytes. If it is trusted, read it with -D" + PROPERTY + "=" + pixels);
        }
        if (pixels * (samples + EXTRA_BYTES_PER_PIXEL) > Limits.tensorBytes()) {
            throw new IOException(size + ", which take more memory than there is. Give Java a larger heap (-Xmx)");
        }
    }

    /** Throws if a file is too long to be read as an image. */
    static void requireLength(long bytes) throws IOException {
        if (bytes > Math.min(MAX_FILE_BYTES, Limits.tensorBytes())) {
            throw new IOException("it is " + bytes + " bytes long, more than any image that is read");
        }
    }

    /** Throws if a JPEG has too many scans for its length: each writes all pixels, so a small file could take very long to decode. */
    static void requireScans(int scans, long pixels, long bytes) throws IOException {
        long limit =
                scans > USUAL_SCANS ? MAX_SUSPICIOUS_SCANNED_PIXELS + 20 * bytes : MAX_SCANNED_PIXELS + 1000 * bytes;
        if (scans * pixels > limit) {
            throw new IOException("it writes its " + pixels + " pixels in more than " + (scans - 1) + " scans");
        }
    }
}
