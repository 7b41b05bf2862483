package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.applications.Application;
import dev.cornet.applications.Applications;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Adam;
import dev.cornet.preprocessing.image.FileFlow;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;

/**
 * Transfer learning: a network trained on four kinds of pictures is the base of a network that learns two new kinds from few pictures.
 *
 * <p>{@code --network ResNet50} takes a known network as the base instead, with the weights of {@code --weights imagenet} or of a file;
 * without {@code --weights} they are random, which needs no download, but such a base knows nothing of pictures.
 */
public final class TransferLearning {
    private static final int SIDE = 32;
    private static final int SIDE_FOR_KNOWN = 80; // no known network takes smaller images than 75 × 75
    private static final Path FOLDER = Path.of("stars-and-rings");

    private final int side;
    private final ImageDataGenerator generator;

    private TransferLearning(int side, ImageDataGenerator generator) {
        this.side = side;
        this.generator = generator;
    }

    public static void main(String[] args) {
        Arguments arguments = new Arguments(args, "--network", "--weights");
        Cornet.setSeed(1);
        if (arguments.has("--network")) {
            Application<?> network = Applications.of(arguments.get("--network", ""));
            network.weights(arguments.has("--weights") ? arguments.get("--weights", "") : null);
            ImageDataGenerator generator =
                    new ImageDataGenerator().preprocessingFunction(network.preprocessing()::apply);
            new TransferLearning(SIDE_FOR_KNOWN, generator).fromKnownNetwork(network);
        } else {
            new TransferLearning(SIDE, new ImageDataGenerator().rescale(1 / 255.0)).fromOwnNetwork();
        }
    }

    private void fromKnownNetwork(Application<?> network) {
        drawFolder("train", 10, 3);
        drawFolder("test", 50, 4);
        Model base = network.includeTop(false)
                .inputShape(side, side, 3)
                .pooling("avg")
                .model();
        base.setTrainable(false);
        Sequential model = new Sequential(base, new Dense(32).activation("relu"), new Dense(1).activation("sigmoid"));
        model.summary();
        train(model, 1e-3, 40);
        System.out.printf("test accuracy with the frozen base %.3f%n", accuracy(model));
    }

    private void fromOwnNetwork() {
        drawFolder("train", 10, 3);
        drawFolder("test", 200, 4);

        Sequential base = base();
        Sequential source = new Sequential(base, new Flatten(), new Dense(4).activation("softmax"));
        source.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        Tensor x = new ShapePictures(SIDE, 1).draw(2000, 0, 1, 2, 3);
        Tensor y = Tensor.zeros(2000, 1);
        for (int i = 0; i < 2000; i++) {
            y.set(i % 4, i, 0);
        }
        source.fit(x, y, new Fit().epochs(12).verbose(0));

        Sequential fresh = headed(base());
        train(fresh, 1e-3, 40);
        System.out.printf("test accuracy from scratch %.3f%n", accuracy(fresh));

        Sequential model = headed(base);
        base.setTrainable(false);
        model.summary();
        train(model, 1e-3, 40);
        System.out.printf("test accuracy with the frozen base %.3f%n", accuracy(model));

        base.setTrainable(true);
        for (int i = 0; i < base.layers().size() - 2; i++) {
            base.layers().get(i).setTrainable(false); // all but the last convolution and its pooling
        }
        train(model, 1e-4, 40);
        System.out.printf("test accuracy with the last convolution trained too %.3f%n", accuracy(model));
    }

    private static Sequential base() {
        Sequential base = new Sequential();
        base.add(new Conv2D(16, 3).padding("same").activation("relu").inputShape(SIDE, SIDE, 3));
        base.add(new MaxPooling2D(2));
        base.add(new Conv2D(32, 3).padding("same").activation("relu"));
        base.add(new MaxPooling2D(2));
        base.add(new Conv2D(64, 3).padding("same").activation("relu"));
        base.add(new MaxPooling2D(2));
        return base;
    }

    private static Sequential headed(Model base) {
        Sequential model = new Sequential();
        model.add(base);
        model.add(new Flatten());
        model.add(new Dense(32).activation("relu"));
        model.add(new Dense(1).activation("sigmoid"));
        return model;
    }

    private void train(Model model, double rate, int epochs) {
        model.compile(new Adam(rate), "binary_crossentropy", "accuracy");
        model.fit(pictures("train").seed(1), new Fit().epochs(epochs).verbose(0));
    }

    private double accuracy(Model model) {
        return model.evaluate(pictures("test").shuffle(false)).get("accuracy");
    }

    private FileFlow pictures(String part) {
        return generator
                .flowFromDirectory(FOLDER.resolve(part))
                .targetSize(side, side)
                .classMode("binary");
    }

    /** Writes {@code each} image files for each class, to a folder for each class. */
    private void drawFolder(String part, int each, long seed) {
        ShapePictures shapes = new ShapePictures(side, seed);
        for (int i = 0; i < each; i++) {
            for (String kind : new String[] {"star", "ring"}) {
                Path file = FOLDER.resolve(part).resolve(kind).resolve(i + ".png");
                Images.saveImg(file, shapes.draw(ShapePictures.KINDS.indexOf(kind)), false);
            }
        }
    }
}
