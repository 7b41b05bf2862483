package dev.cornet.applications;

import dev.cornet.layers.Activation;
import dev.cornet.layers.AveragePooling2D;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.nn.Symbol;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A chain of layers of an Inception network: {@code Branch.of(x).conv(48, 1).conv(64, 5)}. Each convolution has no bias and is followed by a
 * batch normalization without γ and by a ReLU; a kernel size is one number or (height, width).
 *
 * <p>The layers have no names of their own; a model gives them Keras' default names, numbered in the order in which they are created here.
 *
 * @param end the output of the last layer so far
 */
record Branch(Symbol end) {
    /** The axis of the channels, with the batch axis as 0. */
    private static final int CHANNELS = 3;

    /** A branch that begins at x. */
    static Branch of(Symbol x) {
        return new Branch(x);
    }

    /** Concatenates the channels of branches. */
    static Symbol concatenate(String name, Branch... branches) {
        Symbol[] ends = Arrays.stream(branches).map(Branch::end).toArray(Symbol[]::new);
        return new Concatenate(CHANNELS).named(name).of(ends);
    }

    /** A convolution that keeps height and width. */
    Branch conv(int filters, int... kernelSize) {
        return then(new Conv2D(filters, kernelSize).padding("same"));
    }

    /** A convolution without padding. */
    Branch valid(int filters, int... kernelSize) {
        return then(new Conv2D(filters, kernelSize));
    }

    /** A 3×3 convolution without padding, with strides of 2, which halves height and width. */
    Branch halve(int filters) {
        return then(new Conv2D(filters, 3).strides(2));
    }

    /** 3×3 max pooling without padding, with strides of 2, which halves height and width. */
    Branch maxPool() {
        return new Branch(end.then(new MaxPooling2D(3).strides(2)));
    }

    /** 3×3 average pooling that keeps height and width. */
    Branch averagePool() {
        return new Branch(end.then(new AveragePooling2D(3).strides(1).padding("same")));
    }

    /** A 1×3 and a 3×1 convolution of the same input, concatenated by a layer of this name; null for Keras' default name. */
    Branch fork(int filters, @Nullable String name) {
        Concatenate both = new Concatenate(CHANNELS);
        if (name != null) {
            both.named(name);
        }
        return new Branch(both.of(conv(filters, 1, 3).end, conv(filters, 3, 1).end));
    }

    private Branch then(Conv2D conv) {
        return new Branch(end.then(conv.useBias(false))
                .then(new BatchNormalization().scale(false))
                .then(new Activation("relu")));
    }
}
