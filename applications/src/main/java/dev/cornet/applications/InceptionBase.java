package dev.cornet.applications;

import dev.cornet.layers.Dense;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;

/**
 * The common part of InceptionV3, InceptionResNetV2 and Xception: images of 299 × 299 with values from −1 to 1, and a top of global average
 * pooling and one dense layer.
 *
 * @param <A> the network itself
 */
abstract class InceptionBase<A extends InceptionBase<A>> extends Application<A> {
    /** Preprocesses images with channels R, G, B in 0 … 255 for this network: {@link Preprocessing#TF}. */
    public static Tensor preprocessInput(Tensor images) {
        return Preprocessing.TF.apply(images);
    }

    /** The first layers of both Inception networks, from 299 × 299 × 3 to 35 × 35 × 192. */
    static Symbol stem(Symbol image) {
        return Branch.of(image)
                .halve(32) // 149 × 149 × 32
                .valid(32, 3) // 147 × 147 × 32
                .conv(64, 3) // 147 × 147 × 64
                .maxPool() // 73 × 73 × 64
                .valid(80, 1) // 73 × 73 × 80
                .valid(192, 3) // 71 × 71 × 192
                .maxPool() // 35 × 35 × 192
                .end();
    }

    @Override
    final Symbol top(Symbol features, int classes, ActivationFunction activation) {
        return features.then(new GlobalAveragePooling2D().named("avg_pool"))
                .then(new Dense(classes).activation(activation).named("predictions"));
    }

    @Override
    final int side() {
        return 299;
    }

    @Override
    int minSide() {
        return 75;
    }
}
