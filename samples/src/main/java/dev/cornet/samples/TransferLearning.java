package dev.cornet.samples;

import dev.cornet.Cornet;
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
 * <p>With ImageNet weights, the base would be {@code VGG16.of("imagenet", false, 64, 64, 3)}.
 */
public final class TransferLearning {
    private static final int SIDE = 32;
    private static final Path FOLDER = Path.of("stars-and-rings");

    private TransferLearning() {}

    public static void main(String[] args) {
        Cornet.setSeed(1);
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

    private static void train(Model model, double rate, int epochs) {
        model.compile(new Adam(rate), "binary_crossentropy", "accuracy");
        model.fit(pictures("train").seed(1), new Fit().epochs(epochs).verbose(0));
    }

    private static double accuracy(Model model) {
        return model.evaluate(pictures("test").shuffle(false)).get("accuracy");
    }

    private static FileFlow pictures(String part) {
        return new ImageDataGenerator()
                .rescale(1 / 255.0)
                .flowFromDirectory(FOLDER.resolve(part))
                .targetSize(SIDE, SIDE)
                .classMode("binary");
    }

    /** Writes {@code each} image files for each class, to a folder for each class. */
    private static void drawFolder(String part, int each, long seed) {
        ShapePictures shapes = new ShapePictures(SIDE, seed);
        for (int i = 0; i < each; i++) {
            for (String kind : new String[] {"star", "ring"}) {
                Path file = FOLDER.resolve(part).resolve(kind).resolve(i + ".png");
                Images.saveImg(file, shapes.draw(ShapePictures.KINDS.indexOf(kind)), false);
            }
        }
    }
}
