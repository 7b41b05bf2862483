package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.layers.Bidirectional;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.GlobalAveragePooling1D;
import dev.cornet.layers.Input;
import dev.cornet.layers.RNN;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import dev.cornet.testing.LayerContract;
import dev.cornet.testing.LayerRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers written outside of Cornet: Keras' values, gradients, files and lengths. */
class OwnLayersTest {
    static Stream<Arguments> goldens() {
        return Stream.of(
                Arguments.of("group_norm", new GroupNorm().groups(2)),
                Arguments.of("group_norm_rank2", new GroupNorm().groups(3).epsilon(0.1)),
                Arguments.of("group_norm_no_center", new GroupNorm().groups(4).center(false)),
                Arguments.of("blend", new Blend()),
                Arguments.of("blend_rank3", new Blend()),
                Arguments.of("attention", new MaskedAttention()),
                Arguments.of("attention_masks", new MaskedAttention()),
                Arguments.of("self_attention", new SelfAttention()),
                Arguments.of("self_attention_mask", new SelfAttention()),
                Arguments.of("bilinear", new Bilinear(3).activation("tanh")),
                Arguments.of("mean_and_deviation", new MeanAndDeviation()),
                Arguments.of("antirectifier", new Antirectifier()),
                Arguments.of("position_embedding", new PositionEmbedding(7)),
                Arguments.of("mixture_density", new MixtureDensity(3)));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void haveKerasValues(String name, Layer layer) {
        Golden golden = Golden.read("own-layers", name);
        List<Tensor> xs = golden.tensors("inputs");
        LayerAccess.buildOrCheck(
                layer, xs.stream().map(x -> x.shape().with(0, -1)).toList());
        List<Tensor> weights = new ArrayList<>(); // Keras has an axis for the heads in those of attention
        for (Tensor weight : golden.tensors("weights")) {
            weights.add(weight.reshape(layer.variables().get(weights.size()).shape()));
        }
        layer.setWeights(weights);
        LayerRun run = golden.has("masks")
                ? LayerRun.forward(layer, xs, new ArrayList<>(golden.tensors("masks")), false)
                : LayerRun.forward(layer, xs, false);
        List<Tensor> ys = new ArrayList<>(List.of(golden.tensor("output")));
        List<Tensor> dys = new ArrayList<>(List.of(golden.tensor("output_gradient")));
        if (golden.has("further_outputs")) {
            ys.addAll(golden.tensors("further_outputs"));
            dys.addAll(golden.tensors("further_gradients"));
        }
        for (int i = 0; i < ys.size(); i++) {
            assertClose(ys.get(i), run.ys().get(i), name);
        }
        LayerRun.BackwardResult back = run.backward(dys);
        List<Tensor> dxs = golden.tensors("input_gradients");
        for (int i = 0; i < dxs.size(); i++) {
            assertClose(dxs.get(i), back.dxs().get(i), name + " dx" + i);
        }
        List<Tensor> dws = golden.tensors("weight_gradients");
        for (int i = 0; i < dws.size(); i++) {
            assertClose(dws.get(i), back.dws().get(layer.variables().get(i)), name + " dw" + i);
        }
    }

    private static void assertClose(Tensor expected, Tensor actual, String name) {
        assertEquals(expected.size(), actual.size(), name);
        assertArrayEquals(expected.toArray(), actual.toArray(), 1e-5f, name);
    }

    static Stream<Arguments> contracts() {
        return Stream.of(
                contract(() -> new GroupNorm().groups(2), Shape.of(3, 4)),
                contract(Blend::new, Shape.of(3, 4), Shape.of(3, 2)),
                contract(MaskedAttention::new, Shape.of(3, 4), Shape.of(3, 4)),
                contract(() -> new RNN(new MinimalCell(3)), Shape.of(4, 2)),
                contract(() -> new Bidirectional(new RNN(new MinimalCell(2)).returnSequences(true)), Shape.of(4, 2)),
                contract(() -> new SelfAttention().heads(2), Shape.of(3, 4)),
                contract(LinearAttention::new, Shape.of(3, 4), Shape.of(5, 4)),
                contract(BilinearPooling::new, Shape.of(2, 3, 4), Shape.of(2, 3, 2)),
                contract(() -> new Bilinear(3).activation("tanh"), Shape.of(4), Shape.of(2)),
                contract(() -> new Bilinear(2).useBias(false).activityRegularizer("l2"), Shape.of(1), Shape.of(3)),
                contract(() -> new RNN(new PeepholeGru(3)), Shape.of(4, 2)),
                contract(() -> new Bidirectional(new RNN(new PeepholeGru(2).useBias(false))), Shape.of(4, 2)),
                contract(MeanAndDeviation::new, Shape.of(5)),
                contract(Antirectifier::new, Shape.of(5)),
                contract(() -> new TimeDistributed(new Antirectifier()), Shape.of(3, 4)),
                contract(() -> new PositionEmbedding(6), Shape.of(4, 3)),
                contract(() -> new MedianPooling2D(3, 2).strides(2, 1).padding("same"), Shape.of(5, 4, 2)),
                contract(() -> new MixtureDensity(2).activityRegularizer("l2"), Shape.of(4)));
    }

    private static Arguments contract(Supplier<Layer> factory, Shape... samples) {
        return Arguments.of(factory, samples);
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void satisfyTheContract(Supplier<Layer> factory, Shape[] samples) {
        LayerContract.check(factory, samples);
    }

    @Test
    void medianPoolingTakesTheLowerMedianOfEachWindow() {
        Tensor x = Tensor.of(new float[] {4, 9, 1, 7, 2, 8, 3, 5, 6}, 1, 3, 3, 1);
        MedianPooling2D layer = new MedianPooling2D(2).strides(1);
        LayerAccess.buildOrCheck(layer, List.of(x.shape().with(0, -1)));
        LayerRun run = LayerRun.forward(layer, List.of(x), false);
        assertArrayEquals(new float[] {4, 2, 3, 5}, run.y().toArray());
        Tensor dx = run.backward(List.of(Tensor.of(new float[] {1, 10, 100, 1000}, 1, 2, 2, 1)))
                .dxs()
                .get(0);
        assertArrayEquals(new float[] {1, 0, 0, 0, 10, 0, 100, 1000, 0}, dx.toArray());
        MedianPooling2D padded =
                new MedianPooling2D(3).strides(2).padding("same"); // 4 of the 9 pixels are in the image
        LayerAccess.buildOrCheck(padded, List.of(x.shape().with(0, -1)));
        assertArrayEquals(
                new float[] {4, 2, 3, 5},
                LayerRun.forward(padded, List.of(x), false).y().toArray());
    }

    @Test
    void areTrainedSavedAndLoaded(@TempDir Path folder) {
        Symbol words = Input.of(6);
        Symbol x = words.then(new Embedding(9, 4).maskZero(true)).then(new PositionEmbedding(6));
        Symbol both = x.then(new Bidirectional(new RNN(new MinimalCell(2)).returnSequences(true)));
        Symbol attended = new MaskedAttention().of(x, both).then(new GroupNorm().groups(2));
        List<Symbol> parts = attended.then(new GlobalAveragePooling1D())
                .then(new MeanAndDeviation())
                .node()
                .outputs();
        Symbol y = new Blend().of(parts.get(1), parts.get(0)).then(new SpectralDense(5).activation("tanh"));
        Model model = new Model(
                words, y.then(new Antirectifier()).then(new MixtureDensity(1)).then(new Dense(1)));
        model.seed(5);
        model.compile(new Adam(0.01), "mse");
        Tensor data = Tensor.zeros(32, 6);
        Tensor target = Tensor.zeros(32, 1);
        for (int i = 0; i < data.size(); i++) {
            data.data()[i] = i * 7 % 13 % 9;
            target.data()[i / 6] += data.data()[i] > 4 ? 0.3f : 0;
        }
        double[] losses =
                model.fit(data, target, new Fit().epochs(30).verbose(0)).get("loss");
        assertTrue(losses[29] < 0.8 * losses[0], () -> "no progress: " + java.util.Arrays.toString(losses));
        model.save(folder.resolve("m.cornet").toString());
        Model loaded = Model.load(folder.resolve("m.cornet").toString());
        assertArrayEquals(model.predict(data).toArray(), loaded.predict(data).toArray());
    }
}
