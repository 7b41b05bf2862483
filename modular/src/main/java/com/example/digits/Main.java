package com.example.digits;

import com.example.digits.closed.ClosedScale;
import com.example.digits.layers.PowerError;
import com.example.digits.layers.Scale;
import dev.cornet.Cornet;
import dev.cornet.callbacks.EarlyStopping;
import dev.cornet.data.NumericUtils;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Digits;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerContract;
import java.nio.file.Path;
import java.util.Arrays;

/** Trains, saves and loads a model with a custom layer and a custom loss, reads models saved by Keras, and checks the custom layer. */
public final class Main {
    private Main() {}

    /** The arguments are the folder to save in and files of Keras to read. */
    public static void main(String[] args) {
        System.out.println("module: " + Main.class.getModule() + ", Cornet: " + Model.class.getModule());
        System.out.println("backend: " + Cornet.backend());
        train(Path.of(args[0]));
        LayerContract.check(() -> new Scale().start(0.5), Shape.of(3));
        System.out.println("checked: Scale");
        for (String file : Arrays.asList(args).subList(1, args.length)) {
            Model keras = Model.load(file);
            Tensor y = keras.predict(Tensor.zeros(keras.input().shape().with(0, 2)));
            System.out.println("read: " + Path.of(file).getFileName() + ", predicts " + y.shape());
        }
        try {
            Cornet.register(ClosedScale.class);
            new Sequential(new ClosedScale().inputShape(2)).toJson();
        } catch (OptionException e) {
            System.out.println("refused: " + e.getMessage());
        }
        try {
            new Sequential(new Dense(2).inputShape(2)).compile("adamm", "mse");
        } catch (OptionException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }

    private static void train(Path folder) {
        Cornet.setSeed(1);
        Cornet.register(Scale.class);
        Cornet.register(PowerError.class);
        DataSet digits = Digits.load().rescale(1 / 16.0);
        Sequential model = new Sequential();
        model.add(new Flatten().inputShape(8, 8, 1));
        model.add(new Dense(32).activation("relu"));
        model.add(new Scale().start(0.5).named("scale"));
        model.add(new Dense(10).activation("softmax"));
        model.compile(new Adam(1e-2), new PowerError().exponent(2), "accuracy");
        model.fit(
                digits.xTrain(),
                NumericUtils.toCategorical(digits.yTrain(), 10),
                new Fit().epochs(5).verbose(0).callbacks(new EarlyStopping().monitor("loss")));
        String file = folder.resolve("digits.cornet").toString();
        model.save(file);
        Model loaded = Model.load(file);
        boolean same = Arrays.equals(
                model.predict(digits.xTest()).toArray(),
                loaded.predict(digits.xTest()).toArray());
        double accuracy = loaded.evaluate(digits.xTest(), NumericUtils.toCategorical(digits.yTest(), 10))
                .get("accuracy");
        System.out.println("trained: " + (accuracy > 0.9) + ", the loaded model predicts the same: " + same);
    }
}
