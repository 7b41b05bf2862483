package dev.cornet.applications;

import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Checks of arguments of {@link GradCam} and {@link ClassActivationMap}, which take a single image. */
final class OneImage {
    private OneImage() {}

    /** The image as a batch of one. */
    static Tensor batch(String who, Tensor image, Shape expected) {
        if (image.shape().equals(expected)) {
            return image.reshape(expected.withBatch(1));
        }
        if (!image.shape().equals(expected.withBatch(1))) {
            throw new ShapeException(who + ": expected one image of shape " + expected + ", got " + image.shape()
                    + ". Give images one by one: x.rows(i, i + 1).");
        }
        return image;
    }

    /** Throws an {@link OptionException} unless the index is that of a class. */
    static void requireClass(String who, int classIndex, int classes) {
        if (classIndex < 0 || classIndex >= classes) {
            throw new OptionException(
                    who + ": there is no class " + classIndex + "; the model has " + classes + ", counted from 0");
        }
    }
}
