package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.OptionException;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of the transformation of one image, those of Keras' {@code apply_transform}: drawn by
 * {@link ImageDataGenerator#getRandomTransform}, or set one by one, starting with {@link #NONE}.
 *
 * <p>Rotation, shift, shear and zoom form one affine transform from pixel positions of the output to positions of the input, about the
 * centre of the image: (x, y) ← R(theta)·T(tx, ty)·S(shear)·Z(zx, zy)·(x, y), where x runs to the right and y down.
 *
 * @param theta rotation in degrees, counter-clockwise
 * @param shift shift in pixels, Keras' tx (width) and ty (height); positive values move the image to the left and up
 * @param shear shear angle in degrees
 * @param zoom zoom factors, Keras' zx (width) and zy (height); values below 1 enlarge
 * @param flipHorizontal whether left and right are swapped
 * @param flipVertical whether top and bottom are swapped
 * @param channelShiftIntensity added to every channel, the result being clipped to the image's own minimum and maximum; null for none
 * @param brightness factor of the values, which are converted to 8 bits first; null for none
 */
public record ImageTransform(
        double theta,
        AlongAxes shift,
        double shear,
        AlongAxes zoom,
        boolean flipHorizontal,
        boolean flipVertical,
        @Nullable Double channelShiftIntensity,
        @Nullable Double brightness) {
    /** A value for each axis of an image. */
    public record AlongAxes(double width, double height) {}

    /** The identity, which leaves an image unchanged. */
    public static final ImageTransform NONE =
            new ImageTransform(0, new AlongAxes(0, 0), 0, new AlongAxes(1, 1), false, false, null, null);

    public ImageTransform {
        double sum = theta + shift.width + shift.height + shear + zoom.width + zoom.height;
        if (!(Math.abs(sum) < 1e9)) {
            throw new OptionException("a transformation needs finite parameters, got theta " + theta + ", tx "
                    + shift.width + ", ty " + shift.height + ", shear " + shear + ", zx " + zoom.width + ", zy "
                    + zoom.height);
        }
    }

    /** Returns the shift along the width in pixels; positive values move the image to the left. */
    public double tx() {
        return shift.width;
    }

    /** Returns the shift along the height in pixels; positive values move the image up. */
    public double ty() {
        return shift.height;
    }

    /** Returns the zoom along the width. */
    public double zx() {
        return zoom.width;
    }

    /** Returns the zoom along the height. */
    public double zy() {
        return zoom.height;
    }

    public ImageTransform theta(double degrees) {
        return new ImageTransform(
                degrees, shift, shear, zoom, flipHorizontal, flipVertical, channelShiftIntensity, brightness);
    }

    public ImageTransform shift(double tx, double ty) {
        AlongAxes other = new AlongAxes(tx, ty);
        return new ImageTransform(
                theta, other, shear, zoom, flipHorizontal, flipVertical, channelShiftIntensity, brightness);
    }

    public ImageTransform shear(double degrees) {
        return new ImageTransform(
                theta, shift, degrees, zoom, flipHorizontal, flipVertical, channelShiftIntensity, brightness);
    }

    public ImageTransform zoom(double zx, double zy) {
        AlongAxes other = new AlongAxes(zx, zy);
        return new ImageTransform(
                theta, shift, shear, other, flipHorizontal, flipVertical, channelShiftIntensity, brightness);
    }

    public ImageTransform flip(boolean horizontal, boolean vertical) {
        return new ImageTransform(theta, shift, shear, zoom, horizontal, vertical, channelShiftIntensity, brightness);
    }

    public ImageTransform channelShiftIntensity(@Nullable Double intensity) {
        return new ImageTransform(theta, shift, shear, zoom, flipHorizontal, flipVertical, intensity, brightness);
    }

    public ImageTransform brightness(@Nullable Double factor) {
        return new ImageTransform(
                theta, shift, shear, zoom, flipHorizontal, flipVertical, channelShiftIntensity, factor);
    }

    /** True if this rotates, shifts, shears or zooms. */
    boolean isAffine() {
        return theta != 0 || tx() != 0 || ty() != 0 || shear != 0 || zx() != 1 || zy() != 1;
    }
}
