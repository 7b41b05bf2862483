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
 * @param tx shift along the width in pixels; positive values move the image to the left
 * @param ty shift along the height in pixels; positive values move the image up
 * @param shear shear angle in degrees
 * @param zx zoom along the width; values below 1 enlarge
 * @param zy zoom along the height; values below 1 enlarge
 * @param flipHorizontal whether left and right are swapped
 * @param flipVertical whether top and bottom are swapped
 * @param channelShiftIntensity added to every channel, the result being clipped to the image's own minimum and maximum; null for none
 * @param brightness factor of the values, which are converted to 8 bits first; null for none
 */
public record ImageTransform(
        double theta,
        double tx,
        double ty,
        double shear,
        double zx,
        double zy,
        boolean flipHorizontal,
        boolean flipVertical,
        @Nullable Double channelShiftIntensity,
        @Nullable Double brightness) {
    /** The identity, which leaves an image unchanged. */
    public static final ImageTransform NONE = new ImageTransform(0, 0, 0, 0, 1, 1, false, false, null, null);

    public ImageTransform {
        double sum = theta + tx + ty + shear + zx + zy;
        if (!(Math.abs(sum) < 1e9)) {
            throw new OptionException("a transformation needs finite parameters, got theta " + theta + ", tx " + tx
                    + ", ty " + ty + ", shear " + shear + ", zx " + zx + ", zy " + zy);
        }
    }

    public ImageTransform theta(double degrees) {
        return new ImageTransform(
                degrees, tx, ty, shear, zx, zy, flipHorizontal, flipVertical, channelShiftIntensity, brightness);
    }

    public ImageTransform shift(double tx, double ty) {
        return new ImageTransform(
                theta, tx, ty, shear, zx, zy, flipHorizontal, flipVertical, channelShiftIntensity, brightness);
    }

    public ImageTransform shear(double degrees) {
        return new ImageTransform(
                theta, tx, ty, degrees, zx, zy, flipHorizontal, flipVertical, channelShiftIntensity, brightness);
    }

    public ImageTransform zoom(double zx, double zy) {
        return new ImageTransform(
                theta, tx, ty, shear, zx, zy, flipHorizontal, flipVertical, channelShiftIntensity, brightness);
    }

    public ImageTransform flip(boolean horizontal, boolean vertical) {
        return new ImageTransform(
                theta, tx, ty, shear, zx, zy, horizontal, vertical, channelShiftIntensity, brightness);
    }

    public ImageTransform channelShiftIntensity(@Nullable Double intensity) {
        return new ImageTransform(theta, tx, ty, shear, zx, zy, flipHorizontal, flipVertical, intensity, brightness);
    }

    public ImageTransform brightness(@Nullable Double factor) {
        return new ImageTransform(
                theta, tx, ty, shear, zx, zy, flipHorizontal, flipVertical, channelShiftIntensity, factor);
    }

    /** True if this rotates, shifts, shears or zooms. */
    boolean isAffine() {
        return theta != 0 || tx != 0 || ty != 0 || shear != 0 || zx != 1 || zy != 1;
    }
}
