package dev.cornet.preprocessing.image;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Where a flow takes its samples from. Read by several threads at once. */
interface SampleSource {
    /** The numbers of the samples to give, in order. */
    int[] samples();

    /** The shape of each image: (height, width, channels). */
    Shape shape();

    /** The image of a sample, which is only read; null to leave the sample out. */
    @Nullable
    Tensor image(int sample);

    /** What the targets are. */
    Targets targets();

    /** The shape of one target where {@link #targets} are values. */
    Shape targetShape();

    /** Writes the target of a sample that was transformed by {@code t}. */
    void target(int sample, ImageTransform t, Tensor y);

    /** A weight (1) per sample, or null. */
    @Nullable
    Tensor weights();

    /** The kinds of targets. */
    enum Targets {
        /** None: batches of inputs alone. */
        NONE,
        /** Values of their own. */
        VALUES,
        /** The finished image once more, as an autoencoder learns. */
        INPUT
    }
}
