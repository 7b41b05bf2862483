package dev.cornet.applications;

import dev.cornet.console.Console;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.ReLU;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The common part of MobileNet and MobileNetV2: a width multiplier, and ImageNet weights for several image sizes.
 *
 * @param <A> the network itself
 */
abstract class MobileNetBase<A extends MobileNetBase<A>> extends Application<A> {
    private static final double MAX_ALPHA = 64;

    double alpha = 1;

    /** The width multiplier, up to 64: each layer has alpha times as many filters; default 1. */
    public A alpha(double alpha) {
        require(alpha > 0 && alpha <= MAX_ALPHA, "alpha must be positive and at most %s, got %s", MAX_ALPHA, alpha);
        this.alpha = alpha;
        return self();
    }

    /** Preprocesses images with channels R, G, B in 0 … 255 for this network: {@link Preprocessing#TF}. */
    public static Tensor preprocessInput(Tensor images) {
        return Preprocessing.TF.apply(images);
    }

    static Symbol relu6(Symbol x, String name) {
        return x.then(new ReLU().maxValue(6).named(name));
    }

    /** Keras' name of a model, for example {@code mobilenet_1.00_224}. */
    final String nameOf(String family, int[] shape) {
        return String.format(Locale.ROOT, "%s_%.2f_%d", family, alpha, shape[0]);
    }

    /**
     * The side of the images for which the ImageNet weights of this shape were trained; 224, with a warning, if there are none for the shape
     * itself.
     */
    final int sideFor(int[] shape) {
        if (shape[0] == shape[1] && sides().contains(shape[0])) {
            return shape[0];
        }
        Console.warn(typeName() + ": there are no ImageNet weights for images of " + Arrays.toString(shape)
                + ", only for squares of side " + sides() + "; those for " + side() + " are used");
        return side();
    }

    /** Throws an {@link dev.cornet.exceptions.OptionException} unless there are ImageNet weights for alpha. */
    final void requireAlpha(List<Double> known) {
        require(known.contains(alpha), "the ImageNet weights come with an alpha of %s, got %s", known, alpha);
    }

    Symbol normalized(Symbol x, String name) {
        return x.then(new BatchNormalization().named(name));
    }
}
