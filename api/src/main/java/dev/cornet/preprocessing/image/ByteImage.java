package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * An image of 8-bit samples.
 *
 * @param channels 1 (grey), 3 (red, green, blue) or 4 (red, green, blue, alpha)
 * @param values row by row, the channels of a pixel adjacent
 */
record ByteImage(int height, int width, int channels, byte[] values) {
    ByteImage(int height, int width, int channels) {
        this(height, width, channels, new byte[Shape.of(height, width, channels).size()]);
    }

    /** Converts an AWT image. No colour profile is applied; samples of 16 bits lose their lower 8 bits. */
    static ByteImage of(BufferedImage image, ColorMode mode) {
        ColorModel model = image.getColorModel();
        int colours = model.getNumColorComponents();
        if (model instanceof IndexColorModel || model instanceof DirectColorModel) {
            return fromArgb(image).toColorMode(mode);
        }
        int shift = model.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        boolean isInteger = shift == 8 || model.getTransferType() == DataBuffer.TYPE_BYTE;
        boolean isCmyk = model.getColorSpace().getType() == ColorSpace.TYPE_CMYK;
        if (!isInteger || (colours != 1 && colours != 3 && !isCmyk)) {
            throw new DataException("its " + colours + " colour components of " + model.getComponentSize(0)
                    + " bits cannot be brought to red, green and blue; save it as RGB of 8 bits");
        }
        if (isCmyk) {
            return fromCmyk(image.getRaster()).toColorMode(mode);
        }
        return fromSamples(image.getRaster(), colours, model.hasAlpha(), shift).toColorMode(mode);
    }

    private static ByteImage fromArgb(BufferedImage image) {
        ByteImage result = new ByteImage(image.getHeight(), image.getWidth(), 4);
        int[] row = new int[result.width];
        for (int i = 0, index = 0; i < result.height; i++) {
            image.getRGB(0, i, result.width, 1, row, 0, result.width);
            for (int argb : row) {
                result.values[index++] = (byte) (argb >> 16);
                result.values[index++] = (byte) (argb >> 8);
                result.values[index++] = (byte) argb;
                result.values[index++] = (byte) (argb >> 24);
            }
        }
        return result;
    }

    private static ByteImage fromSamples(Raster raster, int colours, boolean alpha, int shift) {
        int channels = colours == 1 && !alpha ? 1 : alpha ? 4 : 3;
        ByteImage result = new ByteImage(raster.getHeight(), raster.getWidth(), channels);
        int bands = raster.getNumBands();
        int[] row = new int[result.width * bands];
        for (int i = 0, index = 0; i < result.height; i++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + i, result.width, 1, row);
            for (int j = 0; j < row.length; j += bands) {
                for (int c = 0; c < channels; c++) {
                    int band = c == 3 ? bands - 1 : Math.min(c, colours - 1);
                    result.values[index++] = (byte) (row[j + band] >> shift);
                }
            }
        }
        return result;
    }

    /** Converts cyan, magenta, yellow and black: red = (255 − cyan)·(255 − black) / 255, and so on. */
    private static ByteImage fromCmyk(Raster raster) {
        ByteImage result = new ByteImage(raster.getHeight(), raster.getWidth(), 3);
        int[] row = new int[result.width * 4];
        for (int i = 0, index = 0; i < result.height; i++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + i, result.width, 1, row);
            for (int j = 0; j < row.length; j += 4) {
                int light = 255 - row[j + 3];
                for (int c = 0; c < 3; c++) {
                    result.values[index++] = (byte) (light - multiplyDiv255(row[j + c], light));
                }
            }
        }
        return result;
    }

    /** a·b / 255, rounded. */
    static int multiplyDiv255(int a, int b) {
        int t = a * b + 128;
        return ((t >> 8) + t) >> 8;
    }

    /** Converts to another colour mode. */
    ByteImage toColorMode(ColorMode mode) {
        int to = mode.channels();
        if (to == channels) {
            return this;
        }
        ByteImage y = new ByteImage(height, width, to);
        for (int p = 0, from = 0, index = 0; p < height * width; p++, from += channels) {
            if (to == 1) {
                y.values[index++] = (byte) grey(sample(from), sample(from + 1), sample(from + 2));
                continue;
            }
            for (int c = 0; c < 3; c++) {
                y.values[index++] = values[from + (channels == 1 ? 0 : c)];
            }
            if (to == 4) {
                y.values[index++] = (byte) 255;
            }
        }
        return y;
    }

    private static int grey(int red, int green, int blue) {
        return (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
    }

    /** The value 0 … 255 at an index of {@link #values}. */
    int sample(int index) {
        return values[index] & 255;
    }

    /** The values as a tensor (height, width, channels). */
    Tensor toTensor() {
        float[] x = new float[values.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = values[i] & 255;
        }
        return Tensor.wrap(x, Shape.of(height, width, channels));
    }

    /**
     * Converts a tensor (height, width, channels), truncating its values to whole numbers and clipping them to 0 … 255.
     *
     * @param scale true to rescale the values to 0 … 255 first: (x − min) / (max − min)·255
     */
    static ByteImage of(Tensor x, boolean scale) {
        Shape shape = x.shape();
        if (shape.rank() != 3 || (shape.last() != 1 && shape.last() != 3 && shape.last() != 4)) {
            String advice = shape.rank() == 2
                    ? ". Give it an axis of channels: x.reshape(" + shape.dim(0) + ", " + shape.dim(1) + ", 1)."
                    : shape.rank() == 4
                            ? ". Images.saveGrid draws several, x.rows(i, i + 1).reshape(…) is one of them."
                            : "";
            throw new ShapeException(
                    "an image has the shape (height, width, 1, 3 or 4 channels), got " + shape + advice);
        }
        float[] v = x.toArray();
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : v) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        ByteImage result = new ByteImage(shape.dim(0), shape.dim(1), shape.dim(2));
        for (int i = 0; i < v.length; i++) {
            int value = scale ? Brightness.toByte(v[i], min, max - min) : (int) v[i];
            result.values[i] = (byte) Math.max(0, Math.min(255, value));
        }
        return result;
    }

    BufferedImage toBufferedImage() {
        int type = channels == 1
                ? BufferedImage.TYPE_BYTE_GRAY
                : channels == 3 ? BufferedImage.TYPE_3BYTE_BGR : BufferedImage.TYPE_4BYTE_ABGR;
        BufferedImage image = new BufferedImage(width, height, type);
        WritableRaster raster = image.getRaster();
        int[] row = new int[width * channels];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < row.length; j++) {
                row[j] = sample(i * row.length + j);
            }
            raster.setPixels(0, i, width, 1, row);
        }
        return image;
    }
}
