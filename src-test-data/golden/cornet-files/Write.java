import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.Cornet;
import dev.cornet.activation.*;
import dev.cornet.callbacks.*;
import dev.cornet.config.Option;
import dev.cornet.constraint.*;
import dev.cornet.initializer.*;
import dev.cornet.layer.*;
import dev.cornet.layers.*;
import dev.cornet.loss.*;
import dev.cornet.metric.AUC;
import dev.cornet.metric.F1Score;
import dev.cornet.metric.TopKCategoricalAccuracy;
import dev.cornet.model.*;
import dev.cornet.optimizer.*;
import dev.cornet.regularizer.Regularizers;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Program that writes files in Cornet's formats and JSON files with the models' results, by the Cornet on the class path: {@code javac -d
 * OUT -cp CLASSES *.java && java -cp OUT:CLASSES Write FOLDER}. A folder is written once, by the version that names it, and never again.
 */
public final class Write {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path folder;
    private final Set<String> cases = new TreeSet<>();

    private Write(Path folder) {
        this.folder = folder;
    }

    /** A custom layer, which is registered. */
    public static final class Twice extends Fluent<Twice> {
        @Option
        private double factor = 2;

        private Twice() {}

        Twice(double factor) {
            this.factor = factor;
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            Tensor y = pass.tensor(x.shape());
            for (int i = 0; i < x.size(); i++) {
                y.data()[y.offset() + i] = (float) factor * x.data()[x.offset() + i];
            }
            return new Output(y, (dy, grads) -> {
                Tensor dx = pass.tensor(x.shape());
                for (int i = 0; i < x.size(); i++) {
                    dx.data()[dx.offset() + i] = (float) factor * dy.data()[dy.offset() + i];
                }
                return dx;
            });
        }
    }

    public static void main(String[] arguments) throws Exception {
        Cornet.register(Twice.class);
        Files.createDirectories(Path.of(arguments[0]));
        Write write = new Write(Path.of(arguments[0]));
        write.chain();
        write.twoOutputs();
        write.nested();
        write.recurrent();
        write.states();
        write.images();
        write.sequences();
        write.options();
        write.own();
        write.compiled();
        write.optimizers();
        write.checkpoint();
        ArrayNode index = JSON.createArrayNode();
        write.cases.forEach(index::add);
        Files.writeString(write.folder.resolve("index.json"), JSON.writeValueAsString(index) + "\n");
    }

    // ---- the models

    private static Sequential images() {
        Sequential images = new Sequential();
        images.add(new Conv2D(3, 3).padding("same").activation("relu").inputShape(6, 6, 1));
        images.add(new BatchNormalization().momentum(0.8));
        images.add(new MaxPooling2D(2));
        images.add(new Flatten());
        images.add(new Dropout(0.25));
        images.add(new Dense(3).activation("softmax"));
        return images;
    }

    private void chain() throws Exception {
        Cornet.setSeed(1);
        Sequential model = images();
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        Tensor x = Values.of(2, 12, 6, 6, 1);
        Tensor y = Values.classes(3, 3, 12);
        train(model, List.of(x), List.of(y), "chain");
        model.saveWeights(folder.resolve("chain.safetensors").toString());
        only(images(), List.of(x.rows(0, 2)), "before_compile");
    }

    private void twoOutputs() throws Exception {
        Cornet.setSeed(2);
        Symbol a = Input.of(3);
        Symbol b = Input.of(3);
        Dense shared = new Dense(4).activation("tanh").named("shared");
        Sequential inner = new Sequential(new Dense(3).activation("relu").inputShape(4), new Dense(2));
        inner.named("inner");
        Symbol left = inner.of(shared.of(a));
        Symbol both = new Concatenate().of(left, shared.of(b));
        Symbol number = new Dense(1).named("number").of(both);
        Symbol kind = new Dense(2).activation("softmax").named("kind").of(both);
        Model model = new Model(List.of(a, b), List.of(number, kind));
        model.compile(new Compile(
                        new SGD(0.05).momentum(0.9).nesterov(true),
                        Map.of("number", new Huber().delta(0.5), "kind", "categorical_crossentropy"))
                .lossWeights(Map.of("number", 0.5, "kind", 2.0))
                .metrics(Map.of("kind", "accuracy", "number", "mae")));
        Tensor kinds = Tensor.zeros(8, 2);
        for (int i = 0; i < 8; i++) {
            kinds.data()[2 * i + i % 2] = 1;
        }
        train(model, List.of(Values.of(4, 8, 3), Values.of(5, 8, 3)), List.of(Values.of(6, 8, 1), kinds), "two_outputs");
    }

    /** Nested models, called once or more often, as inner parts and as the output. */
    private void nested() throws Exception {
        Cornet.setSeed(3);
        Symbol first = Input.of(3);
        Model encoder = new Model(first, new Dense(3).activation("tanh").named("e").of(first));
        encoder.named("encoder");
        Symbol x = Input.of(3);
        Symbol u = encoder.of(x);
        Symbol v = encoder.of(u);
        only(new Model(List.of(x), List.of(u, new Dense(1).of(v))), List.of(Values.of(7, 3, 3)), "nested_twice");
        Symbol z = Input.of(3);
        only(new Model(z, encoder.of(encoder.of(encoder.of(z)))), List.of(Values.of(7, 3, 3)), "nested_chain");
        Sequential decoder = new Sequential(new Dense(3).activation("sigmoid").inputShape(3));
        decoder.named("decoder");
        Symbol w = Input.of(3);
        only(new Model(w, decoder.of(encoder.of(w))), List.of(Values.of(7, 3, 3)), "nested_last");
        Sequential deep = new Sequential(new Sequential(new Sequential(new Dense(2).inputShape(3))), new Dense(2));
        only(deep, List.of(Values.of(7, 3, 3)), "nested_sequential");
        Sequential frozen = new Sequential(new Sequential(new Dense(2).trainable(false).inputShape(2), new Dense(2)));
        frozen.compile("sgd", "mse");
        train(frozen, List.of(Values.of(8, 4, 2)), List.of(Values.of(9, 4, 2)), "nested_frozen");
    }

    private void recurrent() throws Exception {
        Cornet.setSeed(4);
        Sequential model = new Sequential();
        model.add(new Embedding(9, 3).maskZero(true).inputShape(4));
        model.add(new Bidirectional(new LSTM(2).returnSequences(true)));
        model.add(new TimeDistributed(new Dense(3).activation("tanh")));
        model.add(new GRU(2).dropout(0.2));
        model.add(new Dense(1).activation("sigmoid"));
        model.compile(new RMSprop(0.01).centered(true), "binary_crossentropy", "accuracy");
        float[] words = new float[40];
        Random random = new Random(10);
        for (int i = 0; i < 40; i++) {
            words[i] = i % 4 > 1 + random.nextInt(3) ? 0 : 1 + random.nextInt(8);
        }
        train(model, List.of(Tensor.of(words, 10, 4)), List.of(Values.classes(11, 2, 10)), "recurrent");
    }

    /** A recurrent layer with initial states, and states as outputs. */
    private void states() throws Exception {
        Cornet.setSeed(5);
        Symbol source = Input.of(3, 2);
        Symbol target = Input.of(2, 2);
        List<Symbol> encoded = Node.apply(new LSTM(2).returnState(true), List.of(source)).outputs();
        Symbol decoded = new LSTM(2).returnSequences(true).of(target, encoded.get(1), encoded.get(2));
        only(
                new Model(List.of(source, target), List.of(decoded, encoded.get(0))),
                List.of(Values.of(12, 2, 3, 2), Values.of(13, 2, 2, 2)),
                "states");
    }

    private void images() throws Exception {
        Cornet.setSeed(6);
        Symbol x = Input.of(8, 8, 2);
        Symbol a = x.then(new Conv2D(2, 3, 2).strides(2, 1).useBias(false).activation(new LeakyRelu().negativeSlope(0.1)))
                .then(new AveragePooling2D(2).strides(1).padding("same"))
                .then(new ZeroPadding2D(1))
                .then(new Cropping2D(1))
                .then(new GlobalMaxPooling2D());
        Symbol b = x.then(new SeparableConv2D(2, 3).dilationRate(2).depthMultiplier(2))
                .then(new UpSampling2D(2))
                .then(new SpatialDropout2D(0.3))
                .then(new GlobalAveragePooling2D());
        Symbol c = x.then(new DepthwiseConv2D(3).padding("same"))
                .then(new Conv2DTranspose(2, 3).strides(2).padding("same"))
                .then(new LayerNormalization().epsilon(0.01))
                .then(new SumPooling2D(2))
                .then(new L2Pooling2D(2))
                .then(new Permute(3, 1, 2))
                .then(new Reshape(2, 16))
                .then(new GlobalAveragePooling1D());
        Symbol d = x.then(new Conv2D(4, 1).groups(2).dilationRate(1))
                .then(new Flatten())
                .then(new Dense(16).kernelInitializer("he_normal"))
                .then(new GaussianNoise(0.1))
                .then(new ReLU().maxValue(1.5).negativeSlope(0.1).threshold(0.1));
        only(new Model(List.of(x), List.of(a, b, c, d)), List.of(Values.of(14, 1, 8, 8, 2)), "images");
    }

    private void sequences() throws Exception {
        Cornet.setSeed(7);
        Symbol x = Input.of(6, 2);
        Symbol a = x.then(new Masking(9))
                .then(new SimpleRNN(2).activation("relu").returnSequences(true))
                .then(new GRU(2).resetAfter(false).goBackwards(true));
        Symbol b = x.then(new Conv1D(2, 3).padding("causal").dilationRate(2))
                .then(new MaxPooling1D(2))
                .then(new AveragePooling1D(2).padding("same"))
                .then(new SpatialDropout1D(0.1))
                .then(new GlobalMaxPooling1D());
        Symbol c = a.then(new RepeatVector(2)).then(new dev.cornet.layers.Softmax(1)).then(new Flatten());
        Symbol d = new Dense(4).of(b);
        Symbol e = new Add().of(c, d);
        Symbol f = new Subtract().of(e, new Multiply().of(c, d));
        Symbol g = new Average().of(new Maximum().of(c, d), new Minimum().of(e, f));
        Symbol h = x.then(new Bidirectional(new GRU(2)).mergeMode("sum")).then(new Activation("softsign"));
        Tensor values = Values.of(15, 2, 6, 2);
        values.data()[10] = 9;
        values.data()[11] = 9;
        only(new Model(List.of(x), List.of(g, h)), List.of(values), "sequences");
    }

    /** Initializers, regularizers, constraints and activations that have options. */
    private void options() throws Exception {
        Cornet.setSeed(8);
        Sequential model = new Sequential();
        model.add(new Dense(3)
                .kernelInitializer(new RandomNormal().stddev(0.3))
                .biasInitializer(new Constant(0.2))
                .kernelRegularizer(Regularizers.l1L2(0.01, 0.02))
                .kernelConstraint(new MaxNorm(2))
                .activation(new Elu().alpha(0.7))
                .inputShape(2));
        model.add(new Dense(3)
                .kernelInitializer(new VarianceScaling().scale(2).mode("fan_avg").distribution("uniform"))
                .biasRegularizer(Regularizers.l1(0.01))
                .activityRegularizer(Regularizers.l2(0.03))
                .biasConstraint(new NonNeg())
                .activation("gelu"));
        model.add(new Dense(3)
                .kernelInitializer(new Orthogonal().gain(0.9))
                .kernelConstraint(new MinMaxNorm(0.1, 1.5).rate(0.9))
                .activation(new HardShrink().threshold(0.2)));
        model.add(new Dense(2)
                .kernelInitializer(new TruncatedNormal().stddev(0.4))
                .kernelConstraint("unit_norm")
                .activation(new Squareplus().b(3)));
        model.compile(new Adam(0.01).amsgrad(true).clipnorm(1), new LogCosh(), "mse");
        train(model, List.of(Values.of(16, 6, 2)), List.of(Values.of(17, 6, 2)), "options");
    }

    private void own() throws Exception {
        Cornet.setSeed(9);
        Sequential model = new Sequential(new Dense(2).inputShape(2), new Twice(3), new Dense(1));
        model.compile("sgd", "mse");
        train(model, List.of(Values.of(18, 4, 2)), List.of(Values.of(19, 4, 1)), "own_layer");
    }

    private void compiled() throws Exception {
        Cornet.setSeed(10);
        Sequential model = new Sequential(
                new Dense(4).activation("relu").inputShape(2), new Dense(3).activation("softmax"));
        model.compile(new Compile("adamw", new CategoricalCrossentropy().labelSmoothing(0.1))
                .metrics(new TopKCategoricalAccuracy().k(2), new AUC().numThresholds(20), "accuracy")
                .weightedMetrics(new F1Score().average("macro")));
        Tensor y = Tensor.zeros(9, 3);
        for (int i = 0; i < 9; i++) {
            y.data()[3 * i + i % 3] = 1;
        }
        train(model, List.of(Values.of(20, 9, 2)), List.of(y), "metrics");
    }

    private void optimizers() throws Exception {
        Map<String, Optimizer> all = new LinkedHashMap<>();
        all.put("rmsprop_ema", new RMSprop(0.01).momentum(0.5).useEma(true).emaMomentum(0.9));
        all.put("sgd_accumulated", new SGD(0.1).momentum(0.9).gradientAccumulationSteps(3));
        all.put("adadelta", new Adadelta(0.5));
        all.put("adamax", new Adamax(0.01).weightDecay(0.01));
        all.put("nadam", new Nadam(new CosineDecay(0.02, 20)));
        all.put("ftrl", new Ftrl(0.1).l1RegularizationStrength(0.01));
        all.put("lion", new Lion(0.01).globalClipnorm(0.5));
        all.put("piecewise", new Adam(new PiecewiseConstantDecay(new int[] {3, 6}, new double[] {0.1, 0.05, 0.01})));
        all.put("bfgs", new BFGS());
        all.put("lbfgs", new LBFGS().historySize(3));
        for (Map.Entry<String, Optimizer> entry : all.entrySet()) {
            Cornet.setSeed(11);
            Sequential model = new Sequential(new Dense(2).activation("tanh").inputShape(2), new Dense(1));
            model.compile(entry.getValue(), "mse");
            int batch = entry.getKey().endsWith("bfgs") ? 8 : 2;
            train(model, List.of(Values.of(21, 8, 2)), List.of(Values.of(22, 8, 1)), entry.getKey(), batch);
        }
    }

    /** A checkpoint after the third of five epochs, and the results after the fifth. */
    private void checkpoint() throws Exception {
        Cornet.setSeed(12);
        Tensor x = Values.of(23, 16, 2);
        Tensor y = Values.of(24, 16, 1);
        Path last = folder.resolve("last.cornet");
        Path kept = folder.resolve("checkpoint.cornet");
        Callback keep = new Callback() {
            @Override
            public void onEpochBegin(int epoch, Map<String, Double> logs) {
                try {
                    if (epoch == 3) {
                        Files.copy(last, kept, StandardCopyOption.REPLACE_EXISTING);
                    }
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        };
        Sequential model = new Sequential(
                new Dense(4).activation("relu").named("first").inputShape(2),
                new Dropout(0.2).named("dropped"),
                new Dense(1).named("second"));
        model.compile(new Adam(0.1), "mse", "mae");
        History history = model.fit(
                x,
                y,
                new Fit()
                        .batchSize(4)
                        .epochs(5)
                        .verbose(0)
                        .validationSplit(0.25)
                        .callbacks(
                                new EarlyStopping().monitor("val_loss").patience(4).restoreBestWeights(true),
                                new ReduceLROnPlateau().monitor("loss").factor(0.5).patience(0).minDelta(1).cooldown(1),
                                new ModelCheckpoint(last.toString()),
                                keep));
        Files.delete(last);
        ObjectNode expected = JSON.createObjectNode();
        expected.set("x", Values.tensors(List.of(x)));
        expected.set("y", Values.tensors(List.of(y)));
        expected.set("resumed", Values.tensors(model.getWeights()));
        expected.put("learning_rate", model.optimizer().learningRate());
        ArrayNode losses = expected.putArray("val_loss");
        for (double loss : history.get("val_loss")) {
            losses.add(loss);
        }
        Model loaded = Model.load(kept.toString());
        expected.set("predictions", Values.tensors(loaded.predict(List.of(x), new Predict())));
        write("checkpoint", expected);
    }

    // ---- files

    /** Trains for two epochs and saves the model, its predictions, and the weights after one more epoch. */
    private void train(Model model, List<Tensor> x, List<Tensor> y, String name) throws Exception {
        train(model, x, y, name, 4);
    }

    private void train(Model model, List<Tensor> x, List<Tensor> y, String name, int batch) throws Exception {
        model.fit(x, y, new Fit().batchSize(batch).epochs(2).verbose(0));
        ObjectNode expected = only(model, x, name);
        expected.put("batch_size", batch);
        expected.set("y", Values.tensors(y));
        Model loaded = Model.load(folder.resolve(name + ".cornet").toString());
        loaded.fit(x, y, new Fit().batchSize(batch).epochs(1).verbose(0));
        expected.set("resumed", Values.tensors(loaded.getWeights()));
        write(name, expected);
    }

    private ObjectNode only(Model model, List<Tensor> x, String name) throws Exception {
        model.save(folder.resolve(name + ".cornet").toString());
        ObjectNode expected = JSON.createObjectNode();
        expected.set("x", Values.tensors(x));
        expected.set("predictions", Values.tensors(model.predict(x, new Predict())));
        write(name, expected);
        return expected;
    }

    private void write(String name, ObjectNode expected) throws Exception {
        cases.add(name);
        Files.writeString(folder.resolve(name + ".json"), JSON.writeValueAsString(expected) + "\n");
    }
}
