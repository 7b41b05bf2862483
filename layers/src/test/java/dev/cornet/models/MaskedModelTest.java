package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.layers.Add;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.Masking;
import dev.cornet.layers.Reshape;
import dev.cornet.layers.SimpleRNN;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Masks are propagated through models as in Keras. */
class MaskedModelTest {
    private static final Tensor WORDS = Tensor.of(new float[] {1, 2, 0, 0, 3, 0, 2, 1}, 2, 4);

    private static Sequential chain(Layer... layers) {
        Sequential model = new Sequential();
        for (Layer layer : layers) {
            model.add(layer);
        }
        return model;
    }

    private static Embedding words(boolean mask) {
        return new Embedding(4, 3).maskZero(mask).inputShape(4);
    }

    @Test
    void nestedModelsPropagateMasks() {
        Symbol in = Input.of(4, 3);
        Model inner = new Model(in, in.then(new Dense(2).activation("tanh")));
        Sequential nested = chain(words(true), inner, new LSTM(3));
        Sequential flat = chain(words(true), new Dense(2).activation("tanh"), new LSTM(3));
        flat.setWeights(nested.getWeights());
        assertArrayEquals(flat.predict(WORDS).toArray(), nested.predict(WORDS).toArray());
        Sequential unmasked = chain(words(false), new Dense(2).activation("tanh"), new LSTM(3));
        unmasked.setWeights(nested.getWeights());
        assertNotEquals(unmasked.predict(WORDS).get(0, 0), nested.predict(WORDS).get(0, 0));
    }

    /** A layer that is called once with a mask and once without, from Keras' JSON. */
    @Test
    void oneOfTwoCallsMayHaveAMask() {
        Golden golden = Golden.read("nesting", "masked_in_one_of_two_calls");
        Model model = Model.fromJson(golden.get("json").asText());
        model.setWeights(golden.tensors("weights"));
        List<Tensor> ys = model.predict(golden.tensors("inputs"), 32);
        for (int o = 0; o < 2; o++) {
            assertArrayEquals(
                    golden.tensors("predictions").get(o).toArray(), ys.get(o).toArray(), 1e-6f);
        }
    }

    @Test
    void modelsInsideWrappersComputeTheirOwnMasks() {
        Sequential step = chain(new Masking().inputShape(2, 1), new SimpleRNN(1).activation("linear"));
        Sequential model = chain(new TimeDistributed(step).inputShape(2, 2, 1));
        Tensor one = Tensor.of(new float[] {1}, 1, 1);
        model.setWeights(one, one, Tensor.of(new float[] {10}, 1));
        Tensor x = Tensor.of(new float[] {1, 2, 3, 0}, 1, 2, 2, 1);
        assertArrayEquals(
                new float[] {23, 13},
                model.predict(x).toArray()); // (1 + 10) + 2 + 10; 3 + 10, as the second step is masked
    }

    @Test
    void mergeLayersCombineMasks() {
        Symbol a = Input.of(3, 1);
        Symbol b = Input.of(3, 1);
        Symbol masked = a.then(new Masking());
        List<Tensor> data =
                List.of(Tensor.of(new float[] {1, 0, 0}, 1, 3, 1), Tensor.of(new float[] {0, 1, 0}, 1, 3, 1));
        SimpleRNN count = new SimpleRNN(1).activation("linear");
        Symbol both = new Add().of(masked, b.then(new Masking())).then(count);
        Tensor one = Tensor.of(new float[] {1}, 1, 1);
        Model model = new Model(List.of(a, b), List.of(both));
        count.setWeights(Tensor.zeros(1, 1), one, Tensor.of(new float[] {1}, 1));
        assertEquals(2, model.predict(data, 1).get(0).get(0, 0)); // steps that are unmasked in at least one input
        Model oneMasked =
                new Model(List.of(a, b), List.of(new Add().of(masked, b).then(count)));
        assertEquals(3, oneMasked.predict(data, 1).get(0).get(0, 0));
        Symbol alongSteps = new Concatenate(1).of(masked, b).then(count);
        assertEquals(
                4,
                new Model(List.of(a, b), List.of(alongSteps))
                        .predict(data, 1)
                        .get(0)
                        .get(0, 0));
        SimpleRNN wide = new SimpleRNN(1).activation("linear");
        Symbol alongChannels =
                new Concatenate().of(masked, b.then(new Masking())).then(wide);
        Model last = new Model(List.of(a, b), List.of(alongChannels));
        wide.setWeights(Tensor.zeros(2, 1), one, Tensor.of(new float[] {1}, 1));
        assertEquals(2, last.predict(data, 1).get(0).get(0, 0));
    }

    @Test
    void layersWithoutMaskSupportDropMasks() {
        Sequential model = chain(words(true), new Flatten(), new Reshape(4, 3), new LSTM(3));
        Sequential unmasked = chain(words(false), new LSTM(3));
        unmasked.setWeights(model.getWeights());
        assertArrayEquals(
                unmasked.predict(WORDS).toArray(), model.predict(WORDS).toArray());
    }

    @Test
    void masksOfAnotherLengthAreRefused() {
        ShapeException e = assertThrows(
                ShapeException.class,
                () -> chain(new Masking().inputShape(2, 3, 1), new TimeDistributed(new Reshape(3)), new LSTM(2))
                        .predict(Tensor.zeros(1, 2, 3, 1)));
        assertEquals("lstm (LSTM): wants a mask of one value for each step of (2, 3), got (2, 3)", e.getMessage());
    }

    @Test
    void masksInAFileThatNoLayerComputesAreRefused() {
        String json = Golden.read("history", "masked_graph").get("json").asText();
        Model.fromJson(json);
        ModelFormatException e = assertThrows(
                ModelFormatException.class,
                () -> Model.fromJson(json.replace("\"mask_zero\": true", "\"mask_zero\": false")));
        assertTrue(
                e.getMessage()
                        .contains("model.config: both is called with a mask that comes of no layer before it: masks are"
                                + " those of Masking and of Embedding with mask_zero"),
                e.getMessage());
    }
}
