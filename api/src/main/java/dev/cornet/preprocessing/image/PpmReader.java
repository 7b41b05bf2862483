package dev.cornet.preprocessing.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * The binary portable pixmaps that ImageIO does not know: P5 (grey) and P6 (red, green, blue) with samples up to 255.
 *
 * <p>Reference: netpbm's ppm(5) and pgm(5).
 */
final class PpmReader {
    private final ImageInputStream in;
    private final int channels;
    private final int width;
    private final int height;
    private final int most;

    private PpmReader(ImageInputStream in) throws IOException {
        this.in = in;
        in.seek(1);
        channels = in.read() == '5' ? 1 : 3;
        width = number();
        height = number();
        most = number();
        if (most < 1 || most > 255) {
            throw new IOException("its largest sample is " + most + "; 255 is the most");
        }
    }

    /** True for a stream that begins like one; the position stays at the start. */
    static boolean fits(ImageInputStream in) throws IOException {
        boolean fits = in.read() == 'P';
        int kind = in.read();
        in.seek(0);
        return fits && (kind == '5' || kind == '6');
    }

    static int width(ImageInputStream in) throws IOException {
        return new PpmReader(in).width;
    }

    static int height(ImageInputStream in) throws IOException {
        return new PpmReader(in).height;
    }

    static ByteImage read(ImageInputStream in) throws IOException {
        return new PpmReader(in).picture();
    }

    private ByteImage picture() throws IOException {
        ByteImage picture = new ByteImage(height, width, channels);
        byte[] values = picture.values();
        in.readFully(values);
        if (most != 255) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (byte) Math.min(255, (picture.at(i) * 255 + most / 2) / most);
            }
        }
        return picture;
    }

    /** The next whole number; one blank after it is taken too. Lines may begin with a comment. */
    private int number() throws IOException {
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
