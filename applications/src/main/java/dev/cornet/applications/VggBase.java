package dev.cornet.applications;

import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.util.Locale;

/**
 * The architecture of VGG16 and VGG19: five blocks of 3×3 convolutions, each followed by max pooling, and three dense layers.
 *
 * @param <A> the network itself
 */
abstract class VggBase<A extends VggBase<A>> extends Application<A> {
    private static final int[] FILTERS = {64, 128, 256, 512, 512};

    private final int[] convolutions;

    /** Creates a network with this number of convolutions in each block. */
    VggBase(int... convolutions) {
        this.convolutions = convolutions;
    }

    @Override
    final Symbol features(Symbol image) {
        Symbol x = image;
        for (int b = 0; b < FILTERS.length; b++) {
            String block = "block" + (b + 1);
            for (int c = 1; c <= convolutions[b]; c++) {
                x = x.then(new Conv2D(FILTERS[b], 3)
                        .padding("same")
                        .activation("relu")
                        .named(block + "_conv" + c));
            }
            x = x.then(new MaxPooling2D(2).named(block + "_pool"));
        }
        return x;
    }

    @Override
    final Symbol top(Symbol features, int classes, ActivationFunction activation) {
        return features.then(new Flatten().named("flatten"))
                .then(new Dense(4096).activation("relu").named("fc1"))
                .then(new Dense(4096).activation("relu").named("fc2"))
                .then(new Dense(classes).activation(activation).named("predictions"));
    }

    @Override
    final boolean topDependsOnSize() {
        return true;
    }

    @Override
    final String defaultName(int[] shape) {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Preprocesses images with channels R, G, B in 0 … 255 for this network: {@link Preprocessing#CAFFE}. */
    public static Tensor preprocessInput(Tensor images) {
        return Preprocessing.CAFFE.apply(images);
    }

    @Override
    final Preprocessing preprocessingMode() {
        return Preprocessing.CAFFE;
    }
}
