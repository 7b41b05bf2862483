package dev.cornet.applications;

import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Checks of the arguments of heat maps ({@link GradCam} and {@link ClassActivationMap}): one image and the index of a class. */
final class HeatmapArguments {
    private HeatmapArguments() {}

    /** Returns the image as a batch of one; throws a {@link ShapeException} if it is not a single image of the expected shape. */
    static Tensor batch(String caller, Tensor image, Shape expected) {
        if (image.shape().equals(expected)) {
            return image.reshape(expected.withBatch(1));
        }
        if (!image.shape().equals(expected.withBatch(1))) {
            throw new ShapeException(caller + ": expected one image of shape " + expected + ", got " + image.shape()
                    + ". Give images one by one: x.rows(i, i + 1).");
        }
        return image;
    }

    /** Throws an {@link OptionException} unless {@code classIndex} is one of the classes of the model. */
    static void requireClass(String caller, int classIndex, int classes) {
        if (classIndex < 0 || classIndex >= classes) {
            throw new OptionException(
                    caller + ": there is no class " + classIndex + "; the model has " + classes + ", counted from 0");
        }
    }
}
