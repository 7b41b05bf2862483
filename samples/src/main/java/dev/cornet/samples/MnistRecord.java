package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.backend.Ops;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Mnist;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Ensemble;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.schedules.CosineDecay;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * High accuracy on MNIST by an ensemble, dropout and elastic distortion: MnistRecord [--data DIR] [--minutes 30] [--seed 1].
 *
 * <p>The networks are trained on 50,000 images. Options were chosen by the accuracy on the other 10,000 training images; the test images
 * are used once, at the end.
 */
public final class MnistRecord {
    private static final int TRAIN = 50_000;
    private static final int VALIDATION = 10_000;
    private static final int BATCH = 128;
    private static final int VIEWS = 4;

    /**
     * Plans by the minutes that they take on four free cores, roughly. The time of a run is not measured, so that results are reproducible.
     */
    private static final TreeMap<Integer, Plan> PLANS =
            new TreeMap<>(Map.of(1, new Plan(1, 3), 3, new Plan(1, 10), 10, new Plan(3, 12), 30, new Plan(5, 18)));

    private record Plan(int networks, int epochs) {}

    private MnistRecord() {}

    public static void main(String[] args) {
        Arguments arguments = new Arguments(args, "--data", "--minutes", "--seed");
        Plan plan = PLANS.floorEntry(arguments.count("--minutes", 30)).getValue();
        long seed = arguments.integer("--seed", 1);
        Cornet.setSeed(seed);
        System.out.printf(
                "BLAS: %s; seed %d, networks: %d, epochs of each: %d%n",
                Cornet.backend(), seed, plan.networks(), plan.epochs());
        DataSet mnist =
                (arguments.has("--data") ? Mnist.load(arguments.get("--data", "")) : Mnist.load()).rescale(1 / 255.0);
        Tensor x = mnist.xTrain().rows(0, TRAIN);
        Tensor y = mnist.yTrain().rows(0, TRAIN);
        Tensor xValidation = mnist.xTrain().rows(TRAIN, TRAIN + VALIDATION);
        Tensor yValidation = mnist.yTrain().rows(TRAIN, TRAIN + VALIDATION);

        ImageDataGenerator wide = augmentation(10, 0.08, 0.1).preprocessingFunction(new ElasticDistortion(0.5, 1.5));
        // test-time augmentation: smaller shifts, no distortion
        ImageDataGenerator narrow = augmentation(8, 0.05, 0.08).preprocessingFunction(new ElasticDistortion(0, 1.4));
        List<Model> models = new ArrayList<>();
        for (int i = 0; i < plan.networks(); i++) {
            Sequential model = network((long) plan.epochs() * ((TRAIN + BATCH - 1) / BATCH));
            model.fit(
                    wide.flow(x, y).batchSize(BATCH).seed(seed * 1000 + i),
                    new Fit().epochs(plan.epochs()).verbose(2));
            models.add(model);
            System.out.printf(
                    "network %d of %d: mistakes on the validation images %d, with augmented views %d%n",
                    i + 1,
                    plan.networks(),
                    mistakes(model.predict(xValidation), yValidation),
                    mistakes(views(new Ensemble(model), xValidation, narrow), yValidation));
        }
        Ensemble all = new Ensemble(models);
        System.out.printf("all networks: %d%n", mistakes(views(all, xValidation, narrow), yValidation));

        int[] predicted = views(all, mnist.xTest(), narrow).argMax();
        System.out.println("index  true  predicted");
        for (int i = 0; i < predicted.length; i++) {
            if (predicted[i] != (int) mnist.yTest().get(i)) {
                System.out.printf("%5d  %4d  %9d%n", i, (int) mnist.yTest().get(i), predicted[i]);
            }
        }
        int wrong = Mistakes.save("mnist-record.png", mnist.xTest(), mnist.yTest(), predicted, 96);
        System.out.printf("%d of %d test digits are misclassified: mnist-record.png%n", wrong, predicted.length);
    }

    private static ImageDataGenerator augmentation(double degrees, double shift, double zoom) {
        return new ImageDataGenerator()
                .rotationRange(degrees)
                .widthShiftRange(shift)
                .heightShiftRange(shift)
                .zoomRange(zoom)
                .fillMode("constant");
    }

    private static Sequential network(long steps) {
        Sequential model = new Sequential();
        model.add(Input.of(28, 28, 1));
        model.add(new Conv2D(32, 5).activation("relu"));
        model.add(new MaxPooling2D(2));
        model.add(new BatchNormalization());
        model.add(new Conv2D(64, 3).padding("same").activation("relu"));
        model.add(new BatchNormalization());
        model.add(new Conv2D(64, 3).activation("relu"));
        model.add(new MaxPooling2D(2));
        model.add(new BatchNormalization());
        model.add(new Dropout(0.2));
        model.add(new Conv2D(128, 3).padding("same").activation("relu"));
        model.add(new BatchNormalization());
        model.add(new Conv2D(128, 3).activation("relu"));
        model.add(new BatchNormalization());
        model.add(new Dropout(0.3));
        model.add(new Flatten());
        model.add(new Dense(10).activation("softmax"));
        model.compile(new Adam(new CosineDecay(2e-3, steps)), "sparse_categorical_crossentropy", "accuracy");
        return model;
    }

    /** The sum of the predictions for the unchanged images and for {@link #VIEWS} augmented versions. */
    private static Tensor views(Ensemble networks, Tensor x, ImageDataGenerator narrow) {
        Tensor sum = networks.predict(x);
        for (int view = 0; view < VIEWS; view++) {
            Ops.add(
                    sum,
                    networks.predict(
                            narrow.flow(x).batchSize(BATCH).shuffle(false).seed(view)));
        }
        return sum;
    }

    private static int mistakes(Tensor outputs, Tensor y) {
        int[] predicted = outputs.argMax();
        int wrong = 0;
        for (int i = 0; i < predicted.length; i++) {
            wrong += predicted[i] == (int) y.get(i) ? 0 : 1;
        }
        return wrong;
    }
}
