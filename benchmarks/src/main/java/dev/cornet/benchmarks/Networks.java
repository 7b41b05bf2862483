package dev.cornet.benchmarks;

import dev.cornet.applications.VGG16;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.SGD;

/** The networks of the workloads, compiled for ten classes. */
final class Networks {
    private Networks() {}

    static Model mlp() {
        return compiled(
                new Adam(1e-3),
                new Dense(512).activation("relu").inputShape(784),
                new Dense(512).activation("relu"),
                new Dense(10).activation("softmax"));
    }

    static Model mnistCnn() {
        return compiled(
                new Adam(1e-3),
                new Conv2D(32, 3).activation("relu").inputShape(28, 28, 1),
                new MaxPooling2D(2),
                new Conv2D(64, 3).activation("relu"),
                new MaxPooling2D(2),
                new Flatten(),
                new Dropout(0.5),
                new Dense(10).activation("softmax"));
    }

    static Model leNet() {
        return compiled(
                new SGD(0.01),
                new Conv2D(6, 5).padding("same").activation("relu").inputShape(28, 28, 1),
                new MaxPooling2D(2),
                new Conv2D(6, 5).activation("relu"),
                new MaxPooling2D(2),
                new Flatten(),
                new Dense(120).activation("relu"),
                new Dense(10).activation("softmax"));
    }

    /** VGG16 with frozen weights and a small trainable head. */
    static Model frozenVgg16() {
        return onVgg16(false);
    }

    /** VGG16 with a small head, all trainable. */
    static Model vgg16() {
        return onVgg16(true);
    }

    private static Model onVgg16(boolean trainable) {
        Model base = VGG16.of(null, false, 64, 64, 3);
        base.setTrainable(trainable);
        return compiled(
                new Adam(1e-3),
                base,
                new Flatten(),
                new Dense(100).activation("relu"),
                new Dense(10).activation("softmax"));
    }

    static Model lstm() {
        return compiled(new Adam(1e-3), new LSTM(128).inputShape(100, 64), new Dense(10).activation("softmax"));
    }

    private static Model compiled(Optimizer optimizer, Layer... layers) {
        Sequential model = new Sequential();
        for (Layer layer : layers) {
            model.add(layer);
        }
        model.compile(optimizer, "categorical_crossentropy", "accuracy");
        return model;
    }
}
