package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.OptionException;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one image: the parameters of Keras' {@code apply_transform}, drawn by
 * {@link ImageDataGenerator#getRandomTransform} or set one by one from {@link #NONE}.
 *
 * <p>All of a rotation, shift, shear and zoom is one map from places of the result to places of the image, about its centre:
 * (x, y) ← R(theta)·T(tx, ty)·S(shear)·Z(zx, zy)·(x, y), where x runs to the right and y down.
 *
 * @param theta rotation in degrees; the image turns counter-clockwise
 * @param tx shift along the width in pixels; the image moves to the left
 * @param ty shift along the height in pixels; the image moves up
 * @param shear shear angle in degrees
 * @param zx zoom along the width: below 1 enlarges
 * @param zy zoom along the height: below 1 enlarges
 * @param flipHorizontal left and right change places
 * @param flipVertical top and bottom change places
 * @param channelShiftIntensity added to every channel, within the image's own smallest and largest value; null for none
 * @param brightness factor of the values, brought to 8 bits for it; null for none
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
    /** The image stays as it is. */
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

    public ImageTransform shift(double right, double down) {
        return new ImageTransform(
                theta, right, down, shear, zx, zy, flipHorizontal, flipVertical, channelShiftIntensity, brightness);
    }

    public ImageTransform shear(double degrees) {
        return new ImageTransform(
                theta, tx, ty, degrees, zx, zy, flipHorizontal, flipVertical, channelShiftIntensity, brightness);
    }

    public ImageTransform zoom(double alongWidth, double alongHeight) {
        return new ImageTransform(
                theta,
                tx,
                ty,
                shear,
                alongWidth,
                alongHeight,
                flipHorizontal,
                flipVertical,
                channelShiftIntensity,
                brightness);
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

    /** True when places change by more than a flip. */
    boolean moves() {
        return theta != 0 || tx != 0 || ty != 0 || shear != 0 || zx != 1 || zy != 1;
    }
}
