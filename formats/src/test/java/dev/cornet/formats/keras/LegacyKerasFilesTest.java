package dev.cornet.formats.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.initializers.Zeros;
import dev.cornet.layers.GRU;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.CollectedWarnings;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of Keras 1 and 2 that store weights and optimizer slots in other layouts. */
final class LegacyKerasFilesTest {
    @AutoClose
    private final CollectedWarnings collected = new CollectedWarnings();

    private final List<String> warnings = collected.list();

    @TempDir
    Path folder;

    private String file(String name) throws IOException {
        return Golden.copy("keras-files", name, folder).toString();
    }

    private static Golden golden(String name) {
        return Golden.read("keras-files", name);
    }

    private static void assertAgrees(Model model, Golden golden) {
        List<Tensor> weights = golden.tensors("weights");
        for (int i = 0; i < weights.size(); i++) {
            assertArrayEquals(
                    weights.get(i).toArray(), model.getWeights().get(i).toArray(), 1e-7f, "weight " + i);
        }
        assertEquals(weights.size(), model.getWeights().size());
        float[] expected = golden.tensor("predictions").toArray();
        float[] got = model.predict(golden.tensor("x")).toArray();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], got[i], 1e-6f * Math.max(1, Math.abs(expected[i])), "prediction " + i);
        }
    }

    /** The layouts are Theano's flipped kernels, the separate arrays for each gate of Keras 1, and cuDNN's. */
    @ParameterizedTest
    @ValueSource(strings = {"theano", "keras_1", "cudnn"})
    void convertsWeights(String name) throws IOException {
        assertAgrees(Model.load(file(name + ".h5")), golden(name));
        assertEquals(name.equals("theano") ? 1 : 0, warnings.size(), warnings.toString());
    }

    /** The slots in the file have the layout of flipped kernels and are not converted. */
    @Test
    void theOptimizerOfConvertedWeightsStartsFresh() throws IOException {
        Model model = Model.load(file("theano.h5"));
        assertTrue(warnings.get(0).contains("the optimizer starts fresh: the file stores weights in an older layout"));
        assertEquals(0, model.optimizer().iterations());
        assertTrue(model.isCompiled());
    }

    @ParameterizedTest
    @ValueSource(strings = {"theano", "keras_1", "keras_1_weights", "cudnn"})
    void convertsWeightsForAnExistingModel(String name) throws IOException {
        Model model = Model.fromJson(golden(name).get("json").asText());
        model.loadWeights(file(name + ".h5"));
        assertAgrees(model, golden(name));
    }

    /** A GRU without reset_after has a single bias and cannot take cuDNN's two. */
    @Test
    void cudnnWeightsNeedResetAfter() throws IOException {
        Sequential model = new Sequential(
                new dev.cornet.layers.Bidirectional(new GRU(2).resetAfter(false).returnSequences(true))
                        .inputShape(5, 3),
                new LSTM(3));
        String file = file("cudnn.h5");
        String message = assertThrows(ModelFormatException.class, () -> model.loadWeights(file))
                .getMessage();
        assertTrue(message.contains("wrong shape: model_weights/bidirectional_1/f/bias:0 is (12)"), message);
    }

    /** A user's layer with the weights of a recurrent layer; each subclass has the name of one of Keras. */
    private static class UsersLayer extends UnaryLayer<UsersLayer> {
        private final Layer replaced;

        UsersLayer(Layer replaced) {
            this.replaced = replaced;
        }

        @Override
        protected void build(Shape in) {
            replaced.variables().forEach(weight -> weight(weight.name(), weight.shape(), new Zeros()));
        }

        @Override
        protected Shape outputShape(Shape in) {
            return replaced.output().shape();
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            throw new IllegalStateException("not run");
        }
    }

    private static final class Users {
        static final class GRU extends UsersLayer {
            GRU(Layer replaced) {
                super(replaced);
            }
        }

        static final class LSTM extends UsersLayer {
            LSTM(Layer replaced) {
                super(replaced);
            }
        }
    }

    /** Returns the message of the exception if the layers of one type are replaced by those of a user. */
    private String refusal(String name, Class<? extends Layer> type, UnaryOperator<Layer> users) throws IOException {
        Sequential source = (Sequential) Model.fromJson(golden(name).get("json").asText());
        Sequential model = new Sequential();
        model.add(Input.of(source.input().shape().withoutBatch().toArray()));
        for (Layer layer : source.layers()) {
            model.add(type.isInstance(layer) ? users.apply(layer) : layer);
        }
        String file = file(name + ".h5");
        return assertThrows(ModelFormatException.class, () -> model.loadWeights(file))
                .getMessage();
    }

    @Test
    void doesNotConvertWeightsOfUsersLayers() throws IOException {
        String cudnn = refusal("cudnn", LSTM.class, Users.LSTM::new);
        assertTrue(cudnn.contains("bias:0 is (24)"), cudnn);
        String keras1 = refusal("keras_1", GRU.class, Users.GRU::new);
        assertTrue(keras1.contains("has 9 weights in the file, 3 in "), keras1);
    }

    /**
     * Five steps in Keras 2 are followed by four in Cornet. Files of Keras 2 order slots by kind and may have a decay of the learning rate.
     */
    @ParameterizedTest
    @ValueSource(strings = {"adam_of_2", "adam_of_2_unnamed", "decay_of_2"})
    void optimizersContinue(String name) throws IOException {
        Model model = Model.load(file(name + ".h5"));
        assertEquals(List.of(), warnings);
        assertEquals(5, model.optimizer().iterations());
        for (Tensor x : golden(name).tensors("batches")) {
            model.trainOnBatch(x, golden(name).tensor("y"));
        }
        List<Tensor> expected = golden(name).tensors("weights");
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(
                    expected.get(i).toArray(), model.getWeights().get(i).toArray(), 2e-6f, "weight " + i);
        }
    }
}
