package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.UninterruptibleIO;
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
 * Decoder of image files. The file is not trusted: the size in its header is checked before the pixels are decoded, and every failure
 * becomes a {@link DataException} that names the file.
 */
final class ImageDecoder {
    /** The file extensions that are read from folders, as in Keras. */
    static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "bmp", "ppm", "tif", "tiff");

    // Without WBMP: it has no magic number, so almost any file that begins with zeros would be accepted.
    private static final Set<String> FORMATS = Set.of("png", "jpeg", "bmp", "tif", "tiff", "gif");

    private ImageDecoder() {}

    static boolean hasImageExtension(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Throws if the header of a file is not that of an image, or states too large a size. */
    static void check(Path file) {
        open(file, (reader, in) -> 0);
    }

    /** Reads and decodes a file. */
    static ByteImage read(Path file, ColorMode mode) {
        return open(file, (reader, in) -> {
            if (reader == null) {
                return PpmReader.read(in).toColorMode(mode);
            }
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            BufferedImage image = reader.read(0);
            // ImageIO only warns about a truncated JPEG and fills the rest of the image with grey.
            if (warnings.stream().anyMatch(w -> w.startsWith("Truncated"))
                    && warnings.stream().anyMatch(w -> w.contains("premature end"))) {
                throw new IOException("the file is cut");
            }
            return ByteImage.of(image, mode);
        });
    }

    /** An action on a file whose header was checked. The reader is null for a PPM file, which ImageIO does not support. */
    @FunctionalInterface
    private interface HeaderAction<T> {
        T apply(@Nullable ImageReader reader, ImageInputStream in) throws IOException;
    }

    private static <T> T open(Path file, HeaderAction<T> action) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) { // reading a pipe or device might never end
                throw new IOException("it is " + (Files.isDirectory(file) ? "a folder" : "no regular file"));
            }
            long bytes = Files.size(file);
            ImageSizeLimits.requireLength(bytes);
            try (ImageInputStream in = new MemoryCacheImageInputStream(openWithoutMetadata(file, bytes))) {
                return open(in, bytes, action);
            }
        } catch (NoSuchFileException e) {
            throw new DataException("there is no image " + file, e);
        } catch (OptionException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // readers throw various exceptions for damaged files
            throw new DataException("cannot read the image " + file + ": " + reason(e), e);
        } catch (OutOfMemoryError e) { // the size was checked, but other threads have taken the memory since
            throw new DataException("cannot read the image " + file + ": it takes more memory than there is", e);
        }
    }

    /** Opens a file; the stream of a PNG or JPEG file leaves out the metadata that decoding the pixels does not need. */
    private static InputStream openWithoutMetadata(Path file, long bytes) throws IOException {
        InputStream in = new BufferedInputStream(UninterruptibleIO.open(file));
        in.mark(PngMetadataStripper.SIGNATURE.length);
        byte[] start = in.readNBytes(PngMetadataStripper.SIGNATURE.length);
        in.reset();
        if (Arrays.equals(start, PngMetadataStripper.SIGNATURE)) {
            return new PngMetadataStripper(in);
        }
        boolean jpeg = start.length > 2 && start[0] == (byte) 0xff && start[1] == (byte) 0xd8;
        return jpeg ? new JpegMetadataStripper(in, bytes) : in;
    }

    private static <T> T open(ImageInputStream in, long bytes, HeaderAction<T> action) throws IOException {
        if (PpmReader.matches(in)) {
            ImageSizeLimits.require("ppm", PpmReader.width(in), PpmReader.height(in), 0, bytes);
            return action.apply(null, in);
        }
        if (TiffHeader.matches(in)) {
            TiffHeader.check(in, bytes);
        }
        ImageReader reader = reader(in);
        try {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            String format = reader.getFormatName().toLowerCase(Locale.ROOT);
            ImageSizeLimits.require(format, width, height, 0, bytes); // before bits() makes the reader parse more
            ImageSizeLimits.require(format, width, height, bits(reader), bytes);
            return action.apply(reader, in);
        } finally {
            reader.dispose();
        }
    }

    /** The bits per pixel in the file; 0 if the reader does not state them. */
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
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null ? text(e) : text(e) + " (" + text(cause) + ")";
    }

    /** The message of an exception; of a reader's errors on damaged content, which name its own variables, only the kind. */
    private static String text(Throwable e) {
        boolean isReaderError = e instanceof RuntimeException
                && !(e instanceof IllegalArgumentException || e instanceof CornetException);
        return isReaderError
                ? "its content is damaged (" + e.getClass().getSimpleName() + ")"
                : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
