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
 * @param values row by row, the channels of a pixel side by side; 1 (grey), 3 (red, green, blue) or 4 (and opacity)
 */
record ByteImage(int height, int width, int channels, byte[] values) {
    ByteImage(int height, int width, int channels) {
        this(height, width, channels, new byte[Shape.of(height, width, channels).size()]);
    }

    /** The samples as they lie in the image: no colour profile is applied, samples of 16 bits lose their lower half. */
    static ByteImage of(BufferedImage image, ColorMode mode) {
        ColorModel model = image.getColorModel();
        int colours = model.getNumColorComponents();
        if (model instanceof IndexColorModel || model instanceof DirectColorModel) {
            return fromPacked(image).as(mode);
        }
        int shift = model.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        boolean whole = shift == 8 || model.getTransferType() == DataBuffer.TYPE_BYTE;
        boolean ink = model.getColorSpace().getType() == ColorSpace.TYPE_CMYK;
        if (!whole || (colours != 1 && colours != 3 && !ink)) {
            throw new DataException("its " + colours + " colour components of " + model.getComponentSize(0)
                    + " bits cannot be brought to red, green and blue; save it as RGB of 8 bits");
        }
        if (ink) {
            return fromInk(image.getRaster()).as(mode);
        }
        return fromSamples(image.getRaster(), colours, model.hasAlpha(), shift).as(mode);
    }

    private static ByteImage fromPacked(BufferedImage image) {
        ByteImage picture = new ByteImage(image.getHeight(), image.getWidth(), 4);
        int[] row = new int[picture.width];
        for (int i = 0, at = 0; i < picture.height; i++) {
            image.getRGB(0, i, picture.width, 1, row, 0, picture.width);
            for (int argb : row) {
                picture.values[at++] = (byte) (argb >> 16);
                picture.values[at++] = (byte) (argb >> 8);
                picture.values[at++] = (byte) argb;
                picture.values[at++] = (byte) (argb >> 24);
            }
        }
        return picture;
    }

    private static ByteImage fromSamples(Raster raster, int colours, boolean alpha, int shift) {
        int channels = colours == 1 && !alpha ? 1 : alpha ? 4 : 3;
        ByteImage picture = new ByteImage(raster.getHeight(), raster.getWidth(), channels);
        int bands = raster.getNumBands();
        int[] row = new int[picture.width * bands];
        for (int i = 0, at = 0; i < picture.height; i++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + i, picture.width, 1, row);
            for (int j = 0; j < row.length; j += bands) {
                for (int c = 0; c < channels; c++) {
                    int band = c == 3 ? bands - 1 : Math.min(c, colours - 1);
                    picture.values[at++] = (byte) (row[j + band] >> shift);
                }
            }
        }
        return picture;
    }

    /** Cyan, magenta, yellow and black, as printers mix them: red = (255 − cyan)·(255 − black) / 255. */
    private static ByteImage fromInk(Raster raster) {
        ByteImage picture = new ByteImage(raster.getHeight(), raster.getWidth(), 3);
        int[] row = new int[picture.width * 4];
        for (int i = 0, at = 0; i < picture.height; i++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + i, picture.width, 1, row);
            for (int j = 0; j < row.length; j += 4) {
                int light = 255 - row[j + 3];
                for (int c = 0; c < 3; c++) {
                    picture.values[at++] = (byte) (light - fraction(row[j + c], light));
                }
            }
        }
        return picture;
    }

    /** a·b / 255, rounded. */
    static int fraction(int a, int b) {
        int t = a * b + 128;
        return ((t >> 8) + t) >> 8;
    }

    /** This picture in another colour mode. */
    ByteImage as(ColorMode mode) {
        int to = mode.channels();
        if (to == channels) {
            return this;
        }
        ByteImage y = new ByteImage(height, width, to);
        for (int p = 0, from = 0, at = 0; p < height * width; p++, from += channels) {
            if (to == 1) {
                y.values[at++] = (byte) grey(at(from), at(from + 1), at(from + 2));
                continue;
            }
            for (int c = 0; c < 3; c++) {
                y.values[at++] = values[from + (channels == 1 ? 0 : c)];
            }
            if (to == 4) {
                y.values[at++] = (byte) 255;
            }
        }
        return y;
    }

    private static int grey(int red, int green, int blue) {
        return (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
    }

    /** The sample at an index, 0 … 255. */
    int at(int index) {
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
     * Values (height, width, channels) cut to whole numbers 0 … 255.
     *
     * @param scale true to spread them over 0 … 255 first: (x − min) / (max − min)·255
     */
    static ByteImage of(Tensor x, boolean scale) {
        Shape shape = x.shape();
        if (shape.rank() != 3 || (shape.last() != 1 && shape.last() != 3 && shape.last() != 4)) {
            String mend = shape.rank() == 2
                    ? ". Give it an axis of channels: x.reshape(" + shape.dim(0) + ", " + shape.dim(1) + ", 1)."
                    : shape.rank() == 4
                            ? ". Images.saveGrid draws several, x.rows(i, i + 1).reshape(…) is one of them."
                            : "";
            throw new ShapeException("an image has the shape (height, width, 1, 3 or 4 channels), got " + shape + mend);
        }
        float[] v = x.toArray();
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : v) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        ByteImage picture = new ByteImage(shape.dim(0), shape.dim(1), shape.dim(2));
        for (int i = 0; i < v.length; i++) {
            int value = scale ? Brightness.toByte(v[i], least, most - least) : (int) v[i];
            picture.values[i] = (byte) Math.max(0, Math.min(255, value));
        }
        return picture;
    }

    BufferedImage toImage() {
        int type = channels == 1
                ? BufferedImage.TYPE_BYTE_GRAY
                : channels == 3 ? BufferedImage.TYPE_3BYTE_BGR : BufferedImage.TYPE_4BYTE_ABGR;
        BufferedImage image = new BufferedImage(width, height, type);
        WritableRaster raster = image.getRaster();
        int[] row = new int[width * channels];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < row.length; j++) {
                row[j] = at(i * row.length + j);
            }
            raster.setPixels(0, i, width, 1, row);
        }
        return image;
    }
}
