package dev.cornet.preprocessing.image;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The samples of a flow. Methods are called on several threads at once. */
interface SampleSource {
    /** The indices of the samples of the selected subset, in order. */
    int[] sampleIndices();

    /** The shape of each image: (height, width, channels). */
    Shape imageShape();

    /** Returns the image of a sample, which the caller must not change; null if it cannot be read and is to be left out. */
    @Nullable
    Tensor readImage(int sample);

    /** Which kind of targets the samples have. */
    TargetKind targetKind();

    /** The shape of one target; used if {@link #targetKind} is VALUES. */
    Shape targetShape();

    /** Writes the target of a sample to y; {@code t} is the transformation of its image. */
    void writeTarget(int sample, ImageTransform t, Tensor y);

    /** The sample weights (n), or null. */
    @Nullable
    Tensor sampleWeights();

    /** The kinds of targets. */
    enum TargetKind {
        /** No targets. */
        NONE,
        /** Labels, masks or other values, written by {@link #writeTarget}. */
        VALUES,
        /** The augmented image itself, for autoencoders. */
        INPUT
    }
}
