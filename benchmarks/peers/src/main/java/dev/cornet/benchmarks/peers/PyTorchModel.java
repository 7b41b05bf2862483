package dev.cornet.benchmarks.peers;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import dev.cornet.benchmarks.SyntheticData;
import dev.cornet.benchmarks.Workload;
import org.jspecify.annotations.Nullable;

/** Training and prediction workloads of a DJL network. Their resources stay open until the process ends. */
final class PyTorchModel {
    private PyTorchModel() {}

    static Workload training(Block network, Optimizer optimizer, SyntheticData data, int... sample) {
        Shape shape = shape(data.batch(), sample);
        Shape labels = new Shape(data.batch());
        Trainer trainer = model(network)
                .newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer));
        trainer.initialize(shape);
        return new TrainingLoop(data, classes(data.y().toArray()), (x, y) -> {
            try (NDManager manager = trainer.getManager().newSubManager()) {
                NDArray targets = manager.create(y, labels);
                NDArray logits;
                float loss;
                try (GradientCollector gradients = trainer.newGradientCollector()) {
                    NDList batch = new NDList(manager.create(x, shape));
                    NDList outputs = trainer.forward(batch);
                    outputs.attach(manager);
                    NDArray mean = trainer.getLoss().evaluate(new NDList(targets), outputs);
                    mean.attach(manager);
                    gradients.backward(mean);
                    logits = outputs.head();
                    loss = mean.getFloat();
                }
                trainer.step();
                return TrainingLoop.BARE ? new float[] {loss} : new float[] {loss, accuracy(logits, targets)};
            }
        });
    }

    private static float accuracy(NDArray logits, NDArray classes) {
        NDArray correct = logits.argMax(1).eq(classes.toType(DataType.INT64, false));
        return correct.toType(DataType.FLOAT32, false).mean().getFloat();
    }

    /** Prediction calls that take an array and return an array of probabilities. */
    static Runnable predictions(Block network, Shape shape, float[] x) {
        Model model = model(network);
        network.initialize(model.getNDManager(), DataType.FLOAT32, shape);
        Predictor<float[], float[]> predictor = model.newPredictor(new BatchTranslator(shape));
        return () -> {
            try {
                predictor.predict(x);
            } catch (TranslateException e) {
                throw new IllegalStateException("no prediction", e);
            }
        };
    }

    private static Model model(Block network) {
        Model model = Model.newInstance("workload");
        model.setBlock(network);
        return model;
    }

    private static Shape shape(int batch, int... sample) {
        long[] dims = new long[1 + sample.length];
        dims[0] = batch;
        for (int d = 0; d < sample.length; d++) {
            dims[1 + d] = sample[d];
        }
        return new Shape(dims);
    }

    private static float[] classes(float[] oneHot) {
        float[] classes = new float[oneHot.length / SyntheticData.CLASSES];
        for (int i = 0; i < oneHot.length; i++) {
            if (oneHot[i] == 1) {
                classes[i / SyntheticData.CLASSES] = i % SyntheticData.CLASSES;
            }
        }
        return classes;
    }

    /** Translator between DJL and arrays of whole batches. */
    private record BatchTranslator(Shape shape) implements Translator<float[], float[]> {
        @Override
        public NDList processInput(TranslatorContext context, float[] x) {
            return new NDList(context.getNDManager().create(x, shape));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList y) {
            return y.singletonOrThrow().softmax(-1).toFloatArray();
        }

        @Override
        public @Nullable Batchifier getBatchifier() {
            return null;
        }
    }
}
