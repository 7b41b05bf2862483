package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.callbacks.CSVLogger;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Mnist;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Adam;

/** Keras' convolutional network on MNIST: MnistCnn [--data DIR] [--epochs N]. */
public final class MnistCnn {
    private MnistCnn() {}

    public static void main(String[] args) {
        Arguments arguments = new Arguments(args, "--data", "--epochs");
        int epochs = arguments.count("--epochs", 12);
        Cornet.setSeed(3);
        System.out.println("BLAS: " + Cornet.backend());
        DataSet labelled = arguments.has("--data") ? Mnist.load(arguments.get("--data", "")) : Mnist.load();
        DataSet mnist = labelled.rescale(1 / 255.0).toCategorical(10);

        Sequential model = new Sequential();
        model.add(new Conv2D(32, 3).activation("relu").inputShape(28, 28, 1));
        model.add(new MaxPooling2D(2));
        model.add(new Conv2D(64, 3).activation("relu"));
        model.add(new MaxPooling2D(2));
        model.add(new Flatten());
        model.add(new Dropout(0.5));
        model.add(new Dense(10).activation("softmax"));
        model.summary();

        model.compile(new Adam(1e-3), "categorical_crossentropy", "accuracy");
        History history = model.fit(
                mnist.xTrain(),
                mnist.yTrain(),
                new Fit()
                        .batchSize(128)
                        .epochs(epochs)
                        .validationSplit(0.1)
                        .callbacks(new ModelCheckpoint("mnist.cornet").saveBestOnly(true), new CSVLogger("mnist.csv")));

        Model best = Model.load("mnist.cornet");
        System.out.printf(
                "test accuracy %.4f%n",
                best.evaluate(mnist.xTest(), mnist.yTest()).get("accuracy"));
        Curves.save("mnist-curves.png", history, "loss", "accuracy");
        int[] predicted = best.predict(mnist.xTest()).argMax();
        int wrong = Mistakes.save("mnist-mistakes.png", mnist.xTest(), labelled.yTest(), predicted, 96);
        System.out.println(wrong + " test digits are misclassified: mnist-mistakes.png;"
                + " learning curves: mnist-curves.png; log: mnist.csv");
    }
}
