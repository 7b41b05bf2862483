package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.Cornet;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.layers.Dense;
import dev.cornet.losses.FluentLoss;
import dev.cornet.metrics.Metric;
import dev.cornet.models.Compile;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.FluentOptimizer;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models with classes of users are saved and loaded with all options, and training resumes with the same bits. */
class SaveAndResumeTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void register() {
        List.of(FocalLoss.class, Dice.class, SampleDice.class, TripletLoss.class, FocalLossOnLogits.class)
                .forEach(Cornet::register);
        List.of(MeanIoU.class, MacroF1.class, DiceMetric.class, Kappa.class).forEach(Cornet::register);
        List.of(Lamb.class, Adafactor.class).forEach(Cornet::register);
        Cornet.register(Snake.class);
        Cornet.register(SparseNormal.class);
    }

    private record Parts(
            Supplier<FluentLoss<?>> loss, Supplier<Metric> metric, Supplier<FluentOptimizer<?>> optimizer) {}

    static List<Arguments> parts() {
        return List.of(
                Arguments.of(
                        "focal",
                        new Parts(
                                () -> new FocalLoss(0.5, 3), () -> new MeanIoU().numClasses(3), () -> new Lamb(0.02))),
                Arguments.of(
                        "dice",
                        new Parts(
                                () -> new Dice().reduction("sum"),
                                DiceMetric::new,
                                () -> new Lamb(0.02)
                                        .betas(0.8, 0.9)
                                        .epsilon(1e-3)
                                        .clipnorm(0.5)
                                        .weightDecay(0.01))),
                Arguments.of(
                        "sample_dice",
                        new Parts(
                                SampleDice::new,
                                MacroF1::new,
                                () -> new Adafactor(0.05).useEma(true).emaMomentum(0.9))),
                Arguments.of(
                        "focal_on_logits",
                        new Parts(() -> new FocalLossOnLogits().gamma(1.5), Kappa::new, () -> new Lamb(0.02))),
                Arguments.of(
                        "triplet",
                        new Parts(
                                () -> new TripletLoss().margin(0.3),
                                dev.cornet.metrics.Mean::new,
                                () -> new Adafactor(0.05).gradientAccumulationSteps(2))));
    }

    private static Tensor x() {
        Tensor x = Tensor.zeros(50, 5);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) new RandomStream(5).normal(i);
        }
        return x;
    }

    private static Tensor y(String name) {
        boolean oneHot = !name.equals("triplet");
        Tensor y = Tensor.zeros(50, oneHot ? 3 : 1);
        for (int r = 0; r < 50; r++) {
            int label = new RandomStream(6).nextInt(r, 3);
            y.set(oneHot ? 1 : label, r, oneHot ? label : 0);
        }
        return y;
    }

    private static Sequential model(Parts parts) {
        Cornet.setSeed(4);
        Sequential model = new Sequential(
                new Dense(2100)
                        .inputShape(5)
                        .activation(new Snake())
                        .kernelInitializer(new SparseNormal().sparsity(0.3)),
                new Dense(3).activation("softmax"));
        model.compile(new Compile(parts.optimizer.get(), parts.loss.get()).metrics(parts.metric.get()));
        return model;
    }

    private Fit fit(int epochs, String file) {
        return new Fit()
                .batchSize(16)
                .epochs(epochs)
                .verbose(0)
                .validationSplit(0.2)
                .callbacks(
                        new HalveOnPlateau(),
                        new ReturnToBest().patience(2).monitor("loss"),
                        new ModelCheckpoint(folder.resolve(file).toString()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    void resumesWithTheSameBits(String name, Parts parts) throws Exception {
        Model whole = model(parts);
        whole.fit(x(), y(name), fit(5, "whole.cornet"));
        Model interrupted = model(parts);
        interrupted.fit(x(), y(name), fit(2, "part.cornet"));

        Model resumed = model(parts);
        String file = folder.resolve("part.cornet").toString();
        resumed.fit(x(), y(name), fit(5, "part.cornet").resume(file));

        assertEquals(whole.history().metrics(), resumed.history().metrics());
        requireSame(whole.getWeights(), resumed.getWeights());
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole.cornet")), Files.readAllBytes(folder.resolve("part.cornet")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    void isSavedWithAllOptions(String name, Parts parts) {
        Model model = model(parts);
        model.fit(x(), y(name), fit(2, "checkpoint.cornet"));
        String file = folder.resolve("saved.cornet").toString();
        model.save(file);
        Model loaded = Model.load(file);
        assertEquals(model.toJson(), loaded.toJson());
        requireSame(List.of(model.predict(x())), List.of(loaded.predict(x())));
        assertEquals(
                model.evaluate(x(), y(name)).metrics(),
                loaded.evaluate(x(), y(name)).metrics());
        for (int step = 0; step < 3; step++) {
            assertEquals(
                    model.trainOnBatch(x(), y(name)).metrics(),
                    loaded.trainOnBatch(x(), y(name)).metrics());
        }
        requireSame(model.getWeights(), loaded.getWeights());
    }

    private static void requireSame(List<Tensor> expected, List<Tensor> got) {
        assertEquals(expected.size(), got.size());
        for (int k = 0; k < expected.size(); k++) {
            assertArrayEquals(expected.get(k).toArray(), got.get(k).toArray());
        }
    }
}
