package dev.cornet.samples;

import static dev.cornet.regularizers.Regularizers.l2;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.callbacks.CSVLogger;
import dev.cornet.callbacks.EarlyStopping;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.data.NumericUtils;
import dev.cornet.layers.Add;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Evaluation;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms of the public API as users write them. A change that breaks this test breaks users' programs. */
final class ApiFormsTest {
    private static final int SAMPLES = 100;

    @TempDir
    Path folder;

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static Sequential network() {
        Sequential model = new Sequential();
        model.add(new Conv2D(32, 3).activation("relu").inputShape(28, 28, 1));
        model.add(new MaxPooling2D(2));
        model.add(new Flatten());
        model.add(new Dropout(0.5));
        model.add(new Dense(10).activation("softmax").kernelRegularizer(l2(0.01)));
        return model;
    }

    /** Images (n, 28, 28, 1) with one bright row, whose index is the class. */
    private static Tensor images(int n) {
        Random random = new Random(1);
        Tensor x = Tensor.zeros(n, 28, 28, 1);
        for (int i = 0; i < x.size(); i++) {
            int row = i / 28 % 28;
            int image = i / (28 * 28);
            x.data()[i] = random.nextFloat() * 0.2f + (row == 2 * (image % 10) ? 1 : 0);
        }
        return x;
    }

    private static Tensor classes(int n) {
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 10;
        }
        return NumericUtils.toCategorical(labels, 10);
    }

    @Test
    void buildsTrainsEvaluatesAndPredictsWithAChain() throws IOException {
        Cornet.setSeed(1);
        Tensor x = images(SAMPLES);
        Tensor y = classes(SAMPLES);
        Sequential model = network();
        model.summary();
        assertEquals(54_410, model.countParams()); // 3·3·32 + 32, 13·13·32·10 + 10

        model.compile(new Adam(1e-3), "categorical_crossentropy", "accuracy");
        History history = model.fit(
                x,
                y,
                new Fit()
                        .batchSize(32)
                        .epochs(12)
                        .validationSplit(0.1)
                        .callbacks(
                                new EarlyStopping()
                                        .monitor("val_loss")
                                        .patience(3)
                                        .restoreBestWeights(true),
                                new ModelCheckpoint(file("best-{epoch:02d}-{val_loss:.2f}.cornet")).saveBestOnly(true),
                                new CSVLogger(file("log.csv"))));

        Evaluation test = model.evaluate(x, y);
        double accuracy = test.get("accuracy");
        assertTrue(accuracy > 0.9, test.toString());
        int ran = history.epochCount();
        double[] curve = history.get("val_loss");
        assertEquals(ran, curve.length);
        assertEquals(ran + 1, Files.readAllLines(folder.resolve("log.csv")).size());
        try (Stream<Path> files = Files.list(folder)) {
            List<String> checkpoints = files.map(f -> f.getFileName().toString())
                    .filter(name -> name.matches("best-\\d\\d-\\d\\.\\d\\d\\.cornet"))
                    .toList();
            assertTrue(checkpoints.stream().anyMatch(name -> name.startsWith("best-01-")), checkpoints.toString());
        }

        Tensor p = model.predict(x);
        float[] values = p.toArray();
        Tensor again = Tensor.of(values, SAMPLES, 10);
        assertArrayEquals(p.argMax(), again.argMax());
    }

    @Test
    void takesStringsForEverything() {
        Sequential model = network();
        model.compile("rmsprop", "mse", "accuracy", "mae");
        History history = model.fit(images(20), classes(20));
        assertEquals(
                List.of("accuracy", "loss", "mae"),
                history.metrics().keySet().stream().sorted().toList());
    }

    @Test
    void savesAndLoads() throws IOException {
        Tensor x = images(10);
        Sequential model = network();
        model.compile(new Adam(1e-3), "categorical_crossentropy", "accuracy");
        model.fit(x, classes(10), new Fit().verbose(0));
        float[] expected = model.predict(x).toArray();

        model.save(file("mnist.cornet"));
        Model back = Model.load(file("mnist.cornet"));
        assertArrayEquals(expected, back.predict(x).toArray());

        String json = model.toJson();
        model.saveWeights(file("mnist.safetensors"));
        Model apart = Model.fromJson(json);
        apart.loadWeights(file("mnist.safetensors"));
        assertArrayEquals(expected, apart.predict(x).toArray());
    }

    @Test
    void buildsAndTrainsAGraph() {
        Cornet.setSeed(1);
        Symbol in = Input.of(28, 28, 1);
        Symbol y1 = in.then(new Conv2D(4, 3).padding("same"));
        Symbol y2 = in.then(new Conv2D(4, 5).padding("same").activation("relu"));
        Model graph = new Model(in, new Add().of(y1, y2).then(new Flatten()).then(new Dense(10)));
        graph.compile("adam", "mse");
        History history = graph.fit(images(50), classes(50), new Fit().epochs(5).verbose(0));
        double[] loss = history.get("loss");
        assertTrue(loss[4] < loss[0] / 2, history.toString());
    }

    @Test
    void nestsAndSharesInGraphs() {
        Dense shared = new Dense(3).named("shared");
        Model inner = new Sequential(new Dense(4).activation("tanh").inputShape(5), new Dense(4));
        Symbol a = Input.of(5);
        Symbol b = Input.of(5);
        Model model = new Model(
                List.of(a, b),
                List.of(new Add().of(a.then(inner).then(shared), b.then(inner).then(shared))));
        assertEquals((5 * 4 + 4) + (4 * 4 + 4) + (4 * 3 + 3), model.countParams());
        inner.setTrainable(false);
        assertEquals(2, model.variables().stream().filter(v -> v.trainable()).count());
    }
}
