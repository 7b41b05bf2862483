package dev.cornet.data.image;

import dev.cornet.error.DataException;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one image file of which nothing is believed: the size is checked in its header before the pixels are decoded, and whatever goes
 * wrong becomes a {@link DataException} that names the file.
 */
final class PictureFile {
    /** The most pixels of an image. */
    static final long MOST_PIXELS = 100_000_000;

    /** The endings that folders are searched for, as in Keras. */
    static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "ppm", "tif", "tiff");

    // WBMP is left out: it has no magic number, so nearly any file of zeros passes for one.
    private static final Set<String> FORMATS = Set.of("png", "jpeg", "bmp", "tif", "tiff", "gif");

    private PictureFile() {}

    static boolean hasEnding(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Refuses a file whose header is not that of an image, or says that it is too large. */
    static void check(Path file) {
        open(file, (reader, in) -> 0);
    }

    /** The picture of a file. */
    static Picture read(Path file, ColorMode mode) {
        return open(file, (reader, in) -> {
            if (reader == null) {
                return PpmReader.read(in).as(mode);
            }
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            BufferedImage image = reader.read(0);
            // A cut JPEG is no error for ImageIO: the rest of the picture is grey.
            if (warnings.stream().anyMatch(w -> w.startsWith("Truncated"))
                    && warnings.stream().anyMatch(w -> w.contains("premature end"))) {
                throw new IOException("the file is cut");
            }
            return Picture.of(image, mode);
        });
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(@Nullable ImageReader reader, ImageInputStream in) throws IOException;
    }

    private static <T> T open(Path file, Use<T> use) {
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (PpmReader.fits(in)) {
                requireSize(PpmReader.width(in), PpmReader.height(in));
                return use.of(null, in);
            }
            ImageReader reader = reader(in);
            try {
                reader.setInput(in, true, true);
                requireSize(reader.getWidth(0), reader.getHeight(0));
                return use.of(reader, in);
            } finally {
                reader.dispose();
            }
        } catch (NoSuchFileException e) {
            throw new DataException("there is no image " + file, e);
        } catch (IOException | RuntimeException e) { // readers throw anything for damaged files
            throw new DataException("cannot read the image " + file + ": " + reason(e), e);
        } catch (OutOfMemoryError e) { // asked for by the file, and given up with it
            throw new DataException("cannot read the image " + file + ": it takes more memory than there is", e);
        }
    }

    private static ImageReader reader(ImageInputStream in) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                return reader;
            }
        }
        throw new IOException("it is not a PNG, JPEG, BMP, PPM, TIFF or GIF image");
    }

    private static void requireSize(int width, int height) throws IOException {
        if (width < 1 || height < 1) {
            throw new IOException("its size is " + width + " x " + height);
        }
        if ((long) width * height > MOST_PIXELS) {
            throw new IOException("its size is " + width + " x " + height + " = " + (long) width * height + " pixels; "
                    + MOST_PIXELS + " is the most");
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null ? message : message + " (" + cause.getMessage() + ")";
    }
}
