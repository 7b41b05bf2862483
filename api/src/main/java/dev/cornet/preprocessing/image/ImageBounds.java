package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.ExternalSetting;
import dev.cornet.file.Limits;
import java.io.IOException;

/**
 * How large an image may be for the length of its file; asked before its pixels are decoded.
 *
 * <p>A file may hold as many pixels as its format can pack into its bytes, and decoded no more than 32 MB and 100 bytes for each of its
 * own, which only large areas of one colour exceed. The property {@code cornet.maxImagePixels} sets a number of pixels instead.
 */
final class ImageBounds {
    /** The most pixels of an image, unless the property says otherwise. */
    private static final int MOST_PIXELS = 100_000_000;

    private static final String PROPERTY = "cornet.maxImagePixels";
    private static final long ROOM = 32 << 20;
    private static final int GROWTH = 100;

    /** The longest file of an image that is read. */
    private static final long MOST_BYTES = 1 << 29;

    /** Deflate makes at most so many bytes out of one. */
    private static final int DEFLATE = 1032;

    private static final int PLAIN_BITS = 24;

    /** What the decoder and the picture take for a pixel beside the decoder's own samples. */
    private static final int OWN_BYTES = 7;

    /** Pixels that all scans of a progressive JPEG together may write, beside a thousand for each byte. */
    private static final long SCANNED = 200_000_000;

    /** Encoders write some ten scans; each has something to say, and is not empty. */
    private static final int USUAL_SCANS = 16;

    /** The same for more scans than encoders write, beside twenty for each byte. */
    private static final long SCANNED_OFTEN = 100_000_000;

    private ImageBounds() {}

    /** The most pixels that bytes of a format can hold. */
    private static double held(String format, int bits, long bytes) {
        return switch (format) {
            case "png" -> (double) DEFLATE * bytes * 8 / bits;
            case "jpeg" -> 512.0 * bytes; // a bit for each block of 8 x 8
            case "gif" -> 2731.0 * bytes; // 4096 pixels in twelve bits
            case "bmp" -> Math.max(8.0 / bits, 128) * bytes; // runs of 255 pixels in two bytes
            case "ppm" -> (double) bytes;
            default -> Double.POSITIVE_INFINITY;
        };
    }

    /**
     * Refuses an image that is too large.
     *
     * @param bits of a pixel as it is decoded; 0 where that is not known
     * @param bytes the length of the file
     */
    static void require(String format, int width, int height, int bits, long bytes) throws IOException {
        if (width < 1 || height < 1) {
            throw new IOException("its size is " + width + " x " + height);
        }
        long pixels = (long) width * height;
        String size = "its size is " + width + " x " + height + " = " + pixels + " pixels";
        Long wanted = ExternalSetting.wholeNumber(PROPERTY, 1, Integer.MAX_VALUE);
        long most = wanted == null ? MOST_PIXELS : wanted;
        if (pixels > most) {
            throw new IOException(size + "; " + most + " is the most (-D" + PROPERTY + " sets another number)");
        }
        if (pixels > held(format, Math.max(1, bits), bytes)) {
            throw new IOException(size + ", which its " + bytes + " bytes cannot hold");
        }
        int samples = (Math.max(PLAIN_BITS, bits) + 7) / 8;
        if (wanted == null && pixels * samples > ROOM + GROWTH * bytes) {
            throw new IOException(size + ", too many for a file of " + bytes
                    + " bytes. If it is trusted, read it with -D" + PROPERTY + "=" + pixels);
        }
        if (pixels * (samples + OWN_BYTES) > Limits.tensorBytes()) {
            throw new IOException(size + ", which take more memory than there is. Give Java a larger heap (-Xmx)");
        }
    }

    /** Refuses a file that is too long to be an image. */
    static void requireLength(long bytes) throws IOException {
        if (bytes > Math.min(MOST_BYTES, Limits.tensorBytes())) {
            throw new IOException("it is " + bytes + " bytes long, more than any image that is read");
        }
    }

    /** Refuses a JPEG that writes its pixels too often. */
    static void requireScans(int scans, long pixels, long bytes) throws IOException {
        long most = scans > USUAL_SCANS ? SCANNED_OFTEN + 20 * bytes : SCANNED + 1000 * bytes;
        if (scans * pixels > most) {
            throw new IOException("it writes its " + pixels + " pixels in more than " + (scans - 1) + " scans");
        }
    }
}
