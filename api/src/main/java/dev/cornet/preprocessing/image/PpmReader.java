package dev.cornet.preprocessing.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * Reader of binary portable pixmaps, which ImageIO does not support: P5 (grey) and P6 (RGB) with samples up to 255.
 *
 * <p>Reference: netpbm's ppm(5) and pgm(5).
 */
final class PpmReader {
    private final ImageInputStream in;
    private final int channels;
    private final int width;
    private final int height;
    private final int maxSample;

    private PpmReader(ImageInputStream in) throws IOException {
        this.in = in;
        in.seek(1);
        channels = in.read() == '5' ? 1 : 3;
        width = readNumber();
        height = readNumber();
        maxSample = readNumber();
        if (maxSample < 1 || maxSample > 255) {
            throw new IOException("its largest sample is " + maxSample + "; 255 is the most");
        }
    }

    /** True if a stream begins with P5 or P6; its position is at the start afterwards. */
    static boolean matches(ImageInputStream in) throws IOException {
        boolean startsWithP = in.read() == 'P';
        int kind = in.read();
        in.seek(0);
        return startsWithP && (kind == '5' || kind == '6');
    }

    static int width(ImageInputStream in) throws IOException {
        return new PpmReader(in).width;
    }

    static int height(ImageInputStream in) throws IOException {
        return new PpmReader(in).height;
    }

    static ByteImage read(ImageInputStream in) throws IOException {
        return new PpmReader(in).readPixels();
    }

    private ByteImage readPixels() throws IOException {
        ByteImage image = new ByteImage(height, width, channels);
        byte[] values = image.values();
        in.readFully(values);
        if (maxSample != 255) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (byte) Math.min(255, (image.sample(i) * 255 + maxSample / 2) / maxSample);
            }
        }
        return image;
    }

    /** Reads the next whole number and the whitespace character after it, skipping whitespace and comments before it. */
    private int readNumber() throws IOException {
        int c = in.read();
        while (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '#') {
            if (c == '#') {
                in.readLine();
            }
            c = in.read();
        }
        int value = 0;
        for (int digits = 0; c >= '0' && c <= '9'; c = in.read()) {
            value = value * 10 + c - '0';
            if (++digits > 8) {
                throw new IOException("a number in its header is too long");
            }
        }
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
            throw new IOException("its header has no number where one must be");
        }
        return value;
    }
}
