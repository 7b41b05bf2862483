package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.config.Registry;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.metrics.Accuracy;
import dev.cornet.metrics.Metric;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The name "accuracy" selects a metric by the shapes; the object {@code new Accuracy()} counts equal values, as in Keras. */
class AccuracyTest {
    private final Tensor x = Tensor.of(new float[] {0.4f, 0.6f, 1, 0}, 4, 1);
    private final Tensor y = Tensor.of(new float[] {0, 1, 1, 1}, 4, 1);

    @TempDir
    Path folder;

    private static Model model(Object metric) {
        Model model = new Sequential(new Dense(1).inputShape(1).kernelInitializer("ones"));
        model.compile("sgd", "mse", metric);
        return model;
    }

    @Test
    void filesKeepTheDifferenceBetweenNameAndObject() {
        Object[] metrics = {"accuracy", new Accuracy(), new Accuracy().named("same")};
        double[] right = {0.75, 0.25, 0.25}; // .4 and .6 are on the right side of .5, but not equal to 0 and 1
        for (int i = 0; i < metrics.length; i++) {
            String name = i < 2 ? "accuracy" : "same";
            Model model = model(metrics[i]);
            assertEquals(right[i], model.evaluate(x, y).get(name));
            model.save(folder.resolve("m.cornet").toString());
            assertEquals(
                    right[i],
                    Model.load(folder.resolve("m.cornet").toString())
                            .evaluate(x, y)
                            .get(name));
        }
    }

    @Test
    void theMetricSelectedByShapeCannotBeSavedWithAnotherName() {
        Model model = model(Registry.get(Metric.class, "accuracy").named("other"));
        assertEquals(
                "the metric \"accuracy\", which becomes one or another by the shapes, goes by the name \"other\", and files cannot"
                        + " say so. Give new BinaryAccuracy(), new CategoricalAccuracy() or new SparseCategoricalAccuracy() that name.",
                assertThrows(
                                OptionException.class,
                                () -> model.save(folder.resolve("m.cornet").toString()))
                        .getMessage());
    }

    /** Keras' short names: the metric goes by the name by which it was given, in files too. */
    @Test
    void shortNamesAreKeptInFiles() {
        Sequential model = new Sequential(new Dense(3).activation("softmax").inputShape(2));
        model.compile(new Compile("sgd", "categorical_crossentropy").metrics("acc", "ce"));
        Model read = Model.fromJson(model.toJson());
        assertEquals(model.toJson(), read.toJson());
        Tensor y = Tensor.of(new float[][] {{1, 0, 0}, {0, 0, 1}});
        assertEquals(
                Set.of("loss", "acc", "ce"),
                Set.copyOf(read.evaluate(Tensor.zeros(2, 2), y).metrics().keySet()));
    }
}
