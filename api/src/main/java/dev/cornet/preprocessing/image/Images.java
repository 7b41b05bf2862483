package dev.cornet.preprocessing.image;

import dev.cornet.backend.Ops;
import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.file.AtomicFile;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Functions that read, write and show images: {@code keras.utils.load_img}, {@code img_to_array}, {@code array_to_img}, {@code save_img},
 * and grids of images.
 *
 * <pre>{@code
 * Tensor x = Images.imgToArray(Images.loadImg("cat.jpg", 224, 224));     // (224, 224, 3), 0 … 255
 * }</pre>
 *
 * <p>Formats: PNG, JPEG, BMP, TIFF, PPM, GIF (its first image). Colour profiles and EXIF rotation are ignored; 16 bits per sample are
 * reduced to 8.
 */
public final class Images {
    private Images() {}

    /** Reads an image file as RGB, in its own size. */
    public static BufferedImage loadImg(String path) {
        return loadImg(Arguments.path(path, "Images.loadImg: the argument path"), "rgb");
    }

    /** Reads an image file as RGB and resizes it with nearest-pixel interpolation, Keras' default. */
    public static BufferedImage loadImg(String path, int height, int width) {
        return loadImg(
                Arguments.path(path, "Images.loadImg: the argument path"), "rgb", height, width, "nearest", false);
    }

    /** Reads an image file in its own size; {@code colorMode} is {@code "rgb"}, {@code "rgba"} or {@code "grayscale"}. */
    public static BufferedImage loadImg(String path, String colorMode) {
        return loadImg(Arguments.path(path, "Images.loadImg: the argument path"), colorMode);
    }

    /** Reads an image file in its own size; {@code colorMode} is {@code "rgb"}, {@code "rgba"} or {@code "grayscale"}. */
    public static BufferedImage loadImg(Path path, String colorMode) {
        Arguments.notNull(path, "Images.loadImg", "path");
        Arguments.notNull(colorMode, "Images.loadImg", "colorMode");
        return ImageDecoder.read(path, ColorMode.of(colorMode)).toBufferedImage();
    }

    /**
     * Reads an image file and resizes it.
     *
     * @param colorMode {@code "rgb"}, {@code "rgba"} or {@code "grayscale"}
     * @param interpolation {@code "nearest"}, {@code "bilinear"}, {@code "bicubic"}, {@code "box"}, {@code "hamming"} or {@code "lanczos"}
     * @param keepAspectRatio true to crop the image to the new aspect ratio first, about its centre, instead of distorting it
     */
    public static BufferedImage loadImg(
            Path path, String colorMode, int height, int width, String interpolation, boolean keepAspectRatio) {
        Arguments.notNull(path, "Images.loadImg", "path");
        Arguments.notNull(colorMode, "Images.loadImg", "colorMode");
        Arguments.notNull(interpolation, "Images.loadImg", "interpolation");
        ByteImage image = ImageDecoder.read(path, ColorMode.of(colorMode));
        return resize(image, height, width, Resampling.of(interpolation), keepAspectRatio)
                .toBufferedImage();
    }

    static ByteImage resize(ByteImage x, int height, int width, Resampling resampling, boolean keepAspectRatio) {
        if (height < 1 || width < 1) {
            throw new OptionException("an image needs a size of 1 or more, got " + height + " x " + width);
        }
        Resampling.Box box = keepAspectRatio ? Resampling.Box.centred(x, height, width) : Resampling.Box.of(x);
        return resampling.resize(x, box, height, width);
    }

    /** Returns the values 0 … 255 of an image as (height, width, channels): 1 channel for grey, 4 with transparency, otherwise 3. */
    public static Tensor imgToArray(BufferedImage image) {
        Arguments.notNull(image, "Images.imgToArray", "image");
        boolean alpha = image.getColorModel().hasAlpha();
        boolean grey = image.getColorModel().getNumColorComponents() == 1;
        return ByteImage.of(image, alpha ? ColorMode.RGBA : grey ? ColorMode.GRAYSCALE : ColorMode.RGB)
                .toTensor();
    }

    /** Converts a tensor (height, width, 1, 3 or 4 channels) to an image, rescaling its values to 0 … 255. */
    public static BufferedImage arrayToImg(Tensor x) {
        return arrayToImg(x, true);
    }

    /**
     * Converts a tensor (height, width, 1, 3 or 4 channels) to an image, truncating its values to whole numbers.
     *
     * @param scale true to rescale the values to 0 … 255: (x − min) / (max − min)·255; false to clip them to 0 … 255
     */
    public static BufferedImage arrayToImg(Tensor x, boolean scale) {
        Arguments.notNull(x, "Images.arrayToImg", "x");
        return ByteImage.of(x, scale).toBufferedImage();
    }

    /** Writes a tensor (height, width, 1, 3 or 4 channels) as an image file, rescaling its values to 0 … 255. */
    public static void saveImg(String path, Tensor x) {
        saveImg(Arguments.path(path, "Images.saveImg: the argument path"), x, true);
    }

    /** Writes a tensor (height, width, 1, 3 or 4 channels) as an image file; see {@link #arrayToImg(Tensor, boolean)}. */
    public static void saveImg(String path, Tensor x, boolean scale) {
        saveImg(Arguments.path(path, "Images.saveImg: the argument path"), x, scale);
    }

    /**
     * Writes a tensor (height, width, 1, 3 or 4 channels) as an image file; see {@link #arrayToImg(Tensor, boolean)}. The extension of the
     * file determines the format: png, jpg, jpeg, bmp, gif, tif.
     */
    public static void saveImg(Path path, Tensor x, boolean scale) {
        Arguments.notNull(path, "Images.saveImg", "path");
        Arguments.notNull(x, "Images.saveImg", "x");
        save(path, ByteImage.of(x, scale));
    }

    /** Writes a grid of images without captions; see {@link #saveGrid(Path, Tensor, int, List)}. */
    public static void saveGrid(String path, Tensor images, int columns) {
        saveGrid(Arguments.path(path, "Images.saveGrid: the argument path"), images, columns);
    }

    /** Writes a grid of images without captions; see {@link #saveGrid(Path, Tensor, int, List)}. */
    public static void saveGrid(Path path, Tensor images, int columns) {
        saveGrid(path, images, columns, List.of());
    }

    /**
     * Writes images (n, height, width, 1 or 3 channels) as one image file with a grid, for instance to inspect what a network got wrong.
     * The values of all images together are rescaled to 0 … 255; small images are enlarged.
     *
     * @param columns the number of images per row
     * @param captions one per image, drawn below it, or an empty list; characters outside ASCII appear as boxes
     */
    public static void saveGrid(Path path, Tensor images, int columns, List<String> captions) {
        Arguments.notNull(path, "Images.saveGrid", "path");
        Arguments.notNull(images, "Images.saveGrid", "images");
        Arguments.notNull(captions, "Images.saveGrid", "captions");
        save(path, new ImageGrid(columns, captions).draw(images));
    }

    /**
     * Converts the kernel (height, width, in, out) of a convolution to images for display, each rescaled to 0 … 255 separately. If
     * {@code in} is 3, as in a first layer, the result has a colour image per output: (out, height, width, 3). Otherwise it has a grey
     * image per pair of output and input: (out·in, height, width, 1), the images of one output being adjacent.
     */
    public static Tensor ofKernel(Tensor kernel) {
        Arguments.notNull(kernel, "Images.ofKernel", "kernel");
        Shape shape = kernel.shape();
        if (shape.rank() != 4) {
            throw new ShapeException(
                    "ofKernel: expected the kernel (height, width, in, out) of a Conv2D, got " + shape);
        }
        int in = shape.dim(2);
        int out = shape.dim(3);
        int pixels = shape.dim(0) * shape.dim(1);
        int channels = in == 3 ? 3 : 1;
        Tensor all = Tensor.zeros(out * in / channels, shape.dim(0), shape.dim(1), channels);
        for (int k = 0; k < out * in; k++) { // k = output·in + input
            for (int p = 0; p < pixels; p++) {
                all.data()[(k / channels * pixels + p) * channels + k % channels] =
                        kernel.data()[kernel.offset() + (p * in + k % in) * out + k / in];
            }
        }
        for (int image = 0; image < all.shape().dim(0); image++) {
            all.rows(image, image + 1).copyFrom(rescale(all.rows(image, image + 1)));
        }
        return all;
    }

    /**
     * Converts the feature maps of one image, (height, width, channels) or a batch of one, to a grey image per channel, each rescaled to
     * 0 … 255 separately: (channels, height, width, 1).
     */
    public static Tensor ofChannels(Tensor maps) {
        Arguments.notNull(maps, "Images.ofChannels", "maps");
        Shape shape = maps.shape();
        boolean batch = shape.rank() == 4 && shape.dim(0) == 1;
        if (!batch && shape.rank() != 3) {
            throw new ShapeException("ofChannels: expected (height, width, channels) or a batch of one, got " + shape);
        }
        Shape imageShape = batch ? shape.withoutBatch() : shape;
        return ofKernel(maps.reshape(imageShape.dim(0), imageShape.dim(1), 1, imageShape.dim(2)));
    }

    /** Returns y = (x − min)/(max − min)·255, for displaying a filter's output. If all values are equal, y is 0. */
    public static Tensor rescale(Tensor x) {
        return rescale(x, 0, 1);
    }

    /**
     * Returns y = (x − a)/(b − a)·255, clipped to 0 … 255, where a and b are quantiles of x (with linear interpolation), so that a few
     * extreme pixels do not darken the rest.
     *
     * @param low the fraction of the values below a, such as 0.05
     * @param high the fraction of the values below b, such as 0.95
     */
    public static Tensor rescale(Tensor x, double low, double high) {
        Arguments.notNull(x, "Images.rescale", "x");
        if (!(low >= 0 && low < high && high <= 1)) {
            throw new OptionException("rescale: quantiles must be 0 ≤ low < high ≤ 1, got " + low + " and " + high);
        }
        if (x.size() == 0 || !Ops.isFinite(x)) {
            throw new DataException("rescale: x of shape " + x.shape()
                    + (x.size() == 0 ? " holds no values" : " holds NaN or infinity, which have no place in 0 … 255"));
        }
        float[] sorted = x.toArray();
        Arrays.sort(sorted);
        double a = quantile(sorted, low);
        double b = quantile(sorted, high);
        Tensor y = x.copy();
        for (int i = 0; i < y.size(); i++) {
            double above = y.data()[i] - a;
            double scaled = b > a ? above / (b - a) : Math.signum(above);
            y.data()[i] = (float) (255 * Math.max(0, Math.min(scaled, 1)));
        }
        return y;
    }

    private static double quantile(float[] sorted, double fraction) {
        double position = (sorted.length - 1) * fraction;
        int i = (int) position;
        double next = sorted[Math.min(i + 1, sorted.length - 1)];
        return sorted[i] + (position - i) * (next - sorted[i]);
    }

    static void save(Path path, ByteImage image) {
        String name = String.valueOf(path.getFileName());
        String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean hasNoAlpha = format.equals("jpg") || format.equals("jpeg") || format.equals("bmp");
        ByteImage written = image;
        if (hasNoAlpha && image.channels() == 4) {
            Console.warnOnce(
                    (format.equals("bmp") ? "BMP" : "JPEG")
                            + " files hold no transparency: images of 4 channels are written without the last one. Take png for all.");
            written = image.toColorMode(ColorMode.RGB);
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
                if (!ImageIO.write(written.toBufferedImage(), format, out)) {
                    throw new OptionException("images cannot be written as \"" + format + "\" (" + path
                            + "); the formats are png, jpg, jpeg, bmp, gif, tif");
                }
            }
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            AtomicFile.writeQuickly(path, bytes::writeTo);
        } catch (IOException e) {
            throw new DataException("cannot write the image " + path + ": " + AtomicFile.reason(e), e);
        }
    }
}
