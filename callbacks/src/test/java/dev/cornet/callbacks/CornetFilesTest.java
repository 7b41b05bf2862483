package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cornet.Cornet;
import dev.cornet.config.Option;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Predict;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.optimizers.Adam;
import dev.cornet.saving.CornetArchive;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden files that earlier versions of Cornet wrote: they are read, predict the same, and training resumes from them. */
class CornetFilesTest {
    private static final double RELATIVE = 1e-5;
    private static final double ABSOLUTE = 1e-6;

    @TempDir
    Path folder;

    /** The user-defined layer in own_layer.cornet. */
    public static final class Twice extends UnaryLayer<Twice> {
        @Option
        private double factor = 2;

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(times(x, pass), (dy, grads) -> times(dy, pass));
        }

        private Tensor times(Tensor x, Pass pass) {
            Tensor y = pass.tensor(x.shape());
            for (int i = 0; i < x.size(); i++) {
                y.data()[y.offset() + i] = (float) factor * x.data()[x.offset() + i];
            }
            return y;
        }
    }

    @BeforeAll
    static void register() {
        Cornet.register(Twice.class);
    }

    static Stream<String> cases() throws IOException {
        List<String> cases = new ArrayList<>();
        for (String format : formats().toList()) {
            try (InputStream in = CornetFilesTest.class.getResourceAsStream(place(format) + "/index.json")) {
                for (JsonNode name : new ObjectMapper().readTree(in)) {
                    cases.add(format + "/" + name.asText());
                }
            }
        }
        assertFalse(cases.isEmpty());
        return cases.stream();
    }

    private static String place(String name) {
        return "/golden/cornet-files/" + name;
    }

    private String file(String name) throws IOException {
        Path file = folder.resolve(name.replace('/', '-'));
        try (InputStream in = CornetFilesTest.class.getResourceAsStream(place(name))) {
            Files.copy(Objects.requireNonNull(in, name), file);
        }
        return file.toString();
    }

    private static void requireClose(List<Tensor> expected, List<Tensor> actual, String what) {
        assertEquals(expected.size(), actual.size(), what);
        for (int t = 0; t < expected.size(); t++) {
            assertEquals(expected.get(t).shape(), actual.get(t).shape(), what + " " + t);
            float[] expectedValues = expected.get(t).toArray();
            float[] actualValues = actual.get(t).toArray();
            for (int i = 0; i < expectedValues.length; i++) {
                double tolerance = ABSOLUTE + RELATIVE * Math.abs(expectedValues[i]);
                assertEquals(expectedValues[i], actualValues[i], tolerance, what + " " + t + ", value " + i);
            }
        }
    }

    private static void assertPredictsAndResumes(String name, Model model) {
        Golden golden = Golden.read("cornet-files", name);
        List<Tensor> x = golden.tensors("x");
        requireClose(golden.tensors("predictions"), model.predict(x, new Predict()), "prediction");
        if (golden.has("batch_size")) {
            int batchSize = golden.get("batch_size").intValue();
            model.fit(x, golden.tensors("y"), new Fit().batchSize(batchSize).verbose(0));
            requireClose(golden.tensors("resumed"), model.getWeights(), "weight");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void predictsAndResumesAsWhenWritten(String name) throws IOException {
        assertPredictsAndResumes(name, Model.load(file(name + ".cornet")));
    }

    /** A model of an old file can be saved in the current format and read again. */
    @ParameterizedTest
    @MethodSource("cases")
    void canBeSavedAndReadAgain(String name) throws IOException {
        String copy = folder.resolve("copy.cornet").toString();
        Model.load(file(name + ".cornet")).save(copy);
        assertPredictsAndResumes(name, Model.load(copy));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void readsWeightFiles(String format) throws IOException {
        Golden golden = Golden.read("cornet-files", format + "/chain");
        Model model = Model.load(file(format + "/before_compile.cornet"));
        model.loadWeights(file(format + "/chain.safetensors"));
        requireClose(golden.tensors("predictions"), model.predict(golden.tensors("x"), new Predict()), "prediction");
    }

    static Stream<String> formats() {
        return Stream.of("format-1", "format-2");
    }

    /** Fails when the format number is increased, until golden files of the new format are added. */
    @Test
    void theCurrentFormatIsTested() {
        assertTrue(formats().toList().contains("format-" + CornetArchive.VERSION));
    }

    /** A training that resumes from a checkpoint has the result of an uninterrupted one. */
    @ParameterizedTest
    @MethodSource("formats")
    void resumesFromACheckpoint(String format) throws IOException {
        Golden golden = Golden.read("cornet-files", format + "/checkpoint");
        String checkpoint = file(format + "/checkpoint.cornet");
        Sequential model = new Sequential(
                new Dense(4).activation("relu").named("first").inputShape(2),
                new Dropout(0.2).named("dropped"),
                new Dense(1).named("second"));
        model.compile(new Adam(0.1), "mse", "mae");
        History history = model.fit(
                golden.tensors("x").get(0),
                golden.tensors("y").get(0),
                new Fit()
                        .resume(checkpoint)
                        .batchSize(4)
                        .epochs(5)
                        .verbose(0)
                        .validationSplit(0.25)
                        .callbacks(
                                new EarlyStopping()
                                        .monitor("val_loss")
                                        .patience(4)
                                        .restoreBestWeights(true),
                                new ReduceLROnPlateau()
                                        .monitor("loss")
                                        .factor(0.5)
                                        .patience(0)
                                        .minDelta(1)
                                        .cooldown(1),
                                new ModelCheckpoint(
                                        folder.resolve("last.cornet").toString())));
        requireClose(golden.tensors("resumed"), model.getWeights(), "weight");
        double[] losses = new double[golden.get("val_loss").size()];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = golden.get("val_loss").get(i).doubleValue();
        }
        assertArrayEquals(losses, history.get("val_loss"), RELATIVE);
        assertEquals(
                golden.get("learning_rate").doubleValue(), model.optimizer().learningRate());
    }
}
