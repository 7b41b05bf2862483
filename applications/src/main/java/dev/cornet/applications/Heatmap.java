package dev.cornet.applications;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A heat map: how much each position of an image contributes to the score of a class.
 *
 * @param values the map, unscaled, with the size of the feature maps (height, width)
 * @param features the feature maps (height, width, channels)
 * @param gradients the gradients of the class score with respect to the feature maps; null if the method uses none
 */
public record Heatmap(
        Tensor values, Tensor features, @Nullable Tensor gradients) {
    private static final int COLOURS = 3;

    /** The map scaled to 0 … 1: negative values are set to 0 and the others divided by the largest. All zeros if no value is positive. */
    public Tensor normalized() {
        float largest = 0;
        for (float v : values.toArray()) {
            largest = Math.max(largest, v);
        }
        Tensor y = Tensor.zeros(values.shape());
        for (int i = 0; i < y.size() && largest > 0; i++) {
            y.data()[i] = Math.max(0, values.data()[values.offset() + i]) / largest;
        }
        return y;
    }

    /** {@link #normalized} resized by bilinear interpolation between pixel centres. */
    public Tensor resized(int height, int width) {
        if (height < 1 || width < 1) {
            throw new OptionException("Heatmap: a size must be positive, got " + height + " x " + width);
        }
        Tensor x = normalized();
        int rows = x.shape().dim(0);
        int columns = x.shape().dim(1);
        Tensor y = Tensor.zeros(height, width);
        for (int i = 0; i < height; i++) {
            double v = sourcePosition(i, height, rows);
            int top = (int) v;
            int bottom = Math.min(rows - 1, top + 1);
            for (int j = 0; j < width; j++) {
                double h = sourcePosition(j, width, columns);
                int left = (int) h;
                int right = Math.min(columns - 1, left + 1);
                double above = x.get(top, left) * (1 - (h - left)) + x.get(top, right) * (h - left);
                double below = x.get(bottom, left) * (1 - (h - left)) + x.get(bottom, right) * (h - left);
                y.set((float) (above * (1 - (v - top)) + below * (v - top)), i, j);
            }
        }
        return y;
    }

    /** The position, in a row of {@code cells} source pixels, of the centre of pixel i in a row of {@code size} pixels. */
    private static double sourcePosition(int i, int size, int cells) {
        return Math.max(0, Math.min(cells - 1, (i + 0.5) * cells / size - 0.5));
    }

    /**
     * The map drawn over an image, from blue (cold) to red (hot): (height, width, 3) with values 0 … 255. The image is (height, width,
     * channels), or a batch of one, with values 0 … 255.
     *
     * @param opacity the opacity of the colours, 0 … 1; 0.4 is usual
     */
    public Tensor over(Tensor image, double opacity) {
        Arguments.notNull(image, "Heatmap.over", "image");
        boolean isBatch = image.shape().rank() == COLOURS + 1 && image.shape().dim(0) == 1;
        Tensor picture = isBatch ? image.reshape(image.shape().withoutBatch()) : image;
        int channels = picture.shape().rank() == COLOURS ? picture.shape().last() : 0;
        if (channels != 1 && channels != COLOURS) {
            throw new ShapeException("Heatmap: expected a picture (height, width, 1 or 3), got " + picture.shape());
        }
        if (!(opacity >= 0 && opacity <= 1)) {
            throw new OptionException("Heatmap: opacity must lie in 0 … 1, got " + opacity);
        }
        Tensor heat = resized(picture.shape().dim(0), picture.shape().dim(1));
        Tensor y = Tensor.zeros(picture.shape().withLast(COLOURS));
        for (int p = 0; p < heat.size(); p++) {
            for (int c = 0; c < COLOURS; c++) {
                float below = picture.data()[picture.offset() + p * channels + c % channels];
                y.data()[p * COLOURS + c] = (float) ((1 - opacity) * below + opacity * 255 * colour(heat.data()[p], c));
            }
        }
        return y;
    }

    /** The intensity of red, green or blue for a heat of 0 … 1; each channel peaks at its own heat. */
    private static double colour(double heat, int channel) {
        double peak = 0.75 - 0.25 * channel;
        return Math.max(0, Math.min(1, 1.5 - 4 * Math.abs(heat - peak)));
    }
}
