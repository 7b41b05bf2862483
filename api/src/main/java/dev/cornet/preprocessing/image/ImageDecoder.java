package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Uninterrupted;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one image file of which nothing is believed: the size is checked in its header before the pixels are decoded, and whatever goes
 * wrong becomes a {@link DataException} that names the file.
 */
final class ImageDecoder {
    /** The endings that folders are searched for, as in Keras. */
    static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "ppm", "tif", "tiff");

    // WBMP is left out: it has no magic number, so nearly any file of zeros passes for one.
    private static final Set<String> FORMATS = Set.of("png", "jpeg", "bmp", "tif", "tiff", "gif");

    private ImageDecoder() {}

    static boolean hasEnding(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Refuses a file whose header is not that of an image, or says that it is too large. */
    static void check(Path file) {
        open(file, (reader, in) -> 0);
    }

    /** The picture of a file. */
    static ByteImage read(Path file, ColorMode mode) {
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
            return ByteImage.of(image, mode);
        });
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(@Nullable ImageReader reader, ImageInputStream in) throws IOException;
    }

    private static <T> T open(Path file, Use<T> use) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe would be waited for, a device has no end
                throw new IOException("it is " + (Files.isDirectory(file) ? "a folder" : "no regular file"));
            }
            long bytes = Files.size(file);
            ImageBounds.requireLength(bytes);
            try (ImageInputStream in = new MemoryCacheImageInputStream(parts(file, bytes))) {
                return open(in, bytes, use);
            }
        } catch (NoSuchFileException e) {
            throw new DataException("there is no image " + file, e);
        } catch (OptionException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // readers throw anything for damaged files
            throw new DataException("cannot read the image " + file + ": " + reason(e), e);
        } catch (OutOfMemoryError e) { // taken by other threads meanwhile: the size has been checked
            throw new DataException("cannot read the image " + file + ": it takes more memory than there is", e);
        }
    }

    /** The file, of PNG and JPEG only what the pixels need. */
    private static InputStream parts(Path file, long bytes) throws IOException {
        InputStream in = new BufferedInputStream(Uninterrupted.open(file));
        in.mark(PngParts.SIGNATURE.length);
        byte[] start = in.readNBytes(PngParts.SIGNATURE.length);
        in.reset();
        if (Arrays.equals(start, PngParts.SIGNATURE)) {
            return new PngParts(in);
        }
        boolean jpeg = start.length > 2 && start[0] == (byte) 0xff && start[1] == (byte) 0xd8;
        return jpeg ? new JpegParts(in, bytes) : in;
    }

    private static <T> T open(ImageInputStream in, long bytes, Use<T> use) throws IOException {
        if (PpmReader.fits(in)) {
            ImageBounds.require("ppm", PpmReader.width(in), PpmReader.height(in), 0, bytes);
            return use.of(null, in);
        }
        if (TiffHeader.fits(in)) {
            TiffHeader.check(in, bytes);
        }
        ImageReader reader = reader(in);
        try {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            String format = reader.getFormatName().toLowerCase(Locale.ROOT);
            ImageBounds.require(format, width, height, 0, bytes); // before the reader thinks about its pixels
            ImageBounds.require(format, width, height, bits(reader), bytes);
            return use.of(reader, in);
        } finally {
            reader.dispose();
        }
    }

    /** The bits of a pixel in the file; 0 where the reader does not tell. */
    private static int bits(ImageReader reader) throws IOException {
        ImageTypeSpecifier type = reader.getRawImageType(0);
        return type == null ? 0 : type.getColorModel().getPixelSize();
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

    private static String reason(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null ? message : message + " (" + cause.getMessage() + ")";
    }
}
