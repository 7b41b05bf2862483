package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Mnist;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.RMSprop;

/** Keras' multi-layer perceptron on MNIST: MnistMlp [--data DIR] [--epochs N]. */
public final class MnistMlp {
    private MnistMlp() {}

    public static void main(String[] args) {
        Arguments arguments = new Arguments(args, "--data", "--epochs");
        int epochs = arguments.count("--epochs", 5);
        Cornet.setSeed(1);
        System.out.println("BLAS: " + Cornet.backend());
        DataSet mnist = (arguments.has("--data") ? Mnist.load(arguments.get("--data", "")) : Mnist.load())
                .rescale(1 / 255.0)
                .toCategorical(10);

        Sequential model = new Sequential();
        model.add(new Flatten().inputShape(28, 28, 1));
        model.add(new Dense(512).activation("relu"));
        model.add(new Dropout(0.2));
        model.add(new Dense(512).activation("relu"));
        model.add(new Dropout(0.2));
        model.add(new Dense(10).activation("softmax"));
        model.summary();

        model.compile(new RMSprop(), "categorical_crossentropy", "accuracy");
        model.fit(
                mnist.xTrain(),
                mnist.yTrain(),
                new Fit().batchSize(128).epochs(epochs).validationSplit(0.1));
        System.out.printf(
                "test accuracy %.4f%n",
                model.evaluate(mnist.xTest(), mnist.yTest()).get("accuracy"));
    }
}
