package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.data.image.ImageDataGenerator;
import dev.cornet.data.set.DataSet;
import dev.cornet.data.set.Mnist;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.model.Fit;
import dev.cornet.model.Model;
import dev.cornet.model.Sequential;
import dev.cornet.optimizer.Adam;
import dev.cornet.optimizer.CosineDecay;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;

/**
 * Few mistakes on MNIST by several networks, dropout and moved images: MnistRecord [--data DIR] [--minutes 30] [--seed 1].
 *
 * <p>The networks learn from 50,000 images; the figures on the 10,000 kept apart are all that may be looked at while options are chosen. The
 * test images are used once, at the end.
 */
public final class MnistRecord {
    private static final int TRAIN = 50_000;
    private static final int CLASSES = 10;
    private static final int BATCH = 128;
    private static final int VIEWS = 4;

    /** What fits into so many minutes on four free cores: read from here, not from the clock, so that figures repeat. */
    private static final TreeMap<Integer, Plan> PLANS =
            new TreeMap<>(Map.of(1, new Plan(1, 2), 3, new Plan(1, 9), 10, new Plan(3, 10), 30, new Plan(7, 12)));

    private record Plan(int networks, int epochs) {}

    private MnistRecord() {}

    public static void main(String[] args) {
        Arguments arguments = new Arguments(args, "--data", "--minutes", "--seed");
        Plan plan = PLANS.floorEntry(arguments.count("--minutes", 30)).getValue();
        long seed = arguments.whole("--seed", 1);
        Cornet.setSeed(seed);
        System.out.printf(
                "BLAS: %s; seed %d, networks: %d, epochs of each: %d%n",
                Cornet.backend(), seed, plan.networks(), plan.epochs());
        DataSet mnist =
                (arguments.has("--data") ? Mnist.load(arguments.get("--data", "")) : Mnist.load()).rescale(1 / 255.0);
        int all = mnist.xTrain().shape().dim(0);
        Tensor x = mnist.xTrain().rows(0, TRAIN);
        Tensor y = mnist.yTrain().rows(0, TRAIN);
        Tensor xValidation = mnist.xTrain().rows(TRAIN, all);
        Tensor yValidation = mnist.yTrain().rows(TRAIN, all);

        ImageDataGenerator generator = new ImageDataGenerator()
                .rotationRange(10)
                .widthShiftRange(0.08)
                .heightShiftRange(0.08)
                .zoomRange(0.1)
                .fillMode("constant");
        Tensor validation = Tensor.zeros(xValidation.shape().dim(0), CLASSES); // sums of the networks' outputs
        Tensor test = Tensor.zeros(mnist.xTest().shape().dim(0), CLASSES);
        for (int i = 0; i < plan.networks(); i++) {
            Sequential model = network((long) plan.epochs() * ((TRAIN + BATCH - 1) / BATCH));
            model.fit(
                    generator.flow(x, y).batchSize(BATCH).seed(seed * 1000 + i),
                    new Fit().epochs(plan.epochs()).verbose(2));
            Tensor plain = model.predict(xValidation);
            Tensor seen = views(model, xValidation, generator);
            Ops.add(validation, seen);
            Ops.add(test, views(model, mnist.xTest(), generator));
            System.out.printf(
                    "network %d of %d: mistakes on the validation images %d, with moved views %d, of all networks so far %d%n",
                    i + 1,
                    plan.networks(),
                    mistakes(plain, yValidation),
                    mistakes(seen, yValidation),
                    mistakes(validation, yValidation));
        }

        int[] predicted = test.argMax();
        System.out.println("index  true  predicted");
        for (int i = 0; i < predicted.length; i++) {
            if (predicted[i] != (int) mnist.yTest().get(i)) {
                System.out.printf("%5d  %4d  %9d%n", i, (int) mnist.yTest().get(i), predicted[i]);
            }
        }
        int wrong = Mistakes.save("mnist-record.png", mnist.xTest(), mnist.yTest(), predicted, 96);
        System.out.printf("%d of %d test digits are taken for another: mnist-record.png%n", wrong, predicted.length);
    }

    private static Sequential network(long steps) {
        Sequential model = new Sequential();
        model.add(Input.of(28, 28, 1));
        for (int filters : new int[] {32, 64}) {
            for (int i = 0; i < 2; i++) {
                model.add(new Conv2D(filters, 3).activation("relu"));
            }
            model.add(new BatchNormalization());
            model.add(new MaxPooling2D(2));
            model.add(new Dropout(0.15));
        }
        model.add(new Flatten());
        model.add(new Dense(256).activation("relu"));
        model.add(new BatchNormalization());
        model.add(new Dropout(0.3));
        model.add(new Dense(10).activation("softmax"));
        model.compile(new Adam(new CosineDecay(2e-3, steps)), "sparse_categorical_crossentropy", "accuracy");
        return model;
    }

    /** The sum of what a network makes of images as they are and of each moved a little, in {@link #VIEWS} ways. */
    private static Tensor views(Model model, Tensor x, ImageDataGenerator generator) {
        Tensor sum = model.predict(x);
        for (int view = 0; view < VIEWS; view++) {
            Ops.add(
                    sum,
                    model.predict(
                            generator.flow(x).batchSize(BATCH).shuffle(false).seed(view)));
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
