package dev.cornet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Backends;
import dev.cornet.backend.Precision;
import dev.cornet.data.Batches;
import dev.cornet.graph.Graph;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.losses.MeanSquaredError;
import dev.cornet.metrics.MeanAbsoluteError;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The training loop trains anything that is a {@link TrainableModel} with a graph, and calls the hooks of its listeners in order. */
class TrainerTest {
    private static final Tensor X = Tensor.of(new float[][] {{0}, {1}, {2}, {3}});
    private static final Tensor Y = Tensor.of(new float[][] {{1}, {3}, {5}, {7}});

    private final Optimizer optimizer = new SGD(0.1);
    private final List<String> events = new ArrayList<>();
    private boolean stopped;

    private final TrainableModel model = new TrainableModel() {
        @Override
        public Object identity() {
            return this;
        }

        @Override
        public String describe() {
            return "Line";
        }

        @Override
        public Optimizer optimizer() {
            return optimizer;
        }

        @Override
        public long seed() {
            return 1;
        }

        @Override
        public Precision precision() {
            return Backends.precision();
        }

        @Override
        public boolean stopTraining() {
            return stopped;
        }

        @Override
        public void stopTraining(boolean stop) {
            stopped = stop;
        }
    };

    /** Records the hooks; stops the training after two epochs. */
    private final class Recorder implements TrainingListener {
        @Override
        public void onTrainBegin(Map<String, Double> logs) {
            events.add("train begin");
        }

        @Override
        public void onTrainEnd(Map<String, Double> logs) {
            events.add("train end " + logs.keySet());
        }

        @Override
        public void onEpochBegin(int epoch, Map<String, Double> logs) {
            events.add("epoch begin " + epoch);
        }

        @Override
        public void onEpochEnd(int epoch, Map<String, Double> logs) {
            events.add("epoch end " + epoch);
            if (epoch == 1) {
                model.stopTraining(true);
            }
        }

        @Override
        public void onEpochSave(int epoch, Map<String, Double> logs) {
            events.add("epoch save " + epoch);
        }

        @Override
        public void onTrainBatchBegin(int batch, Map<String, Double> logs) {}

        @Override
        public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
            events.add("batch end " + batch);
        }

        @Override
        public boolean handlesInvalidLoss() {
            return false;
        }

        @Override
        public void onTestBegin(Map<String, Double> logs) {}

        @Override
        public void onTestEnd(Map<String, Double> logs) {
            events.add("test end");
        }

        @Override
        public void onTestBatchBegin(int batch, Map<String, Double> logs) {}

        @Override
        public void onTestBatchEnd(int batch, Map<String, Double> logs) {}
    }

    private final class Progress implements TrainingProgress {
        private int epoch;

        @Override
        public int epoch() {
            return epoch;
        }

        @Override
        public List<TrainingListener> listeners() {
            return List.of(new Recorder());
        }

        @Override
        public void begin(int steps) {
            events.add("begin " + steps);
        }

        @Override
        public void restoreListeners() {
            events.add("restore");
        }

        @Override
        public void addEpoch(Map<String, Double> logs) {
            events.add("add " + logs.keySet());
            epoch++;
        }

        @Override
        public void end() {
            events.add("end");
        }
    }

    private final ModelRuntime runtime = runtime();
    private final TrainingSetup setup = new TrainingSetup(
            runtime.graph().outputs(),
            List.of("y"),
            new OutputArguments(
                    List.of(new MeanSquaredError()),
                    List.of(1.0),
                    List.of(List.of(new MeanAbsoluteError())),
                    List.of(List.of())));

    private ModelRuntime runtime() {
        Symbol x = Input.of(1);
        return new ModelRuntime(model, new Graph(List.of(x), List.of(new Dense(1).of(x))));
    }

    private static Batches batches(int size) {
        return Batches.of(List.of(X), List.of(Y), List.of(), size, false, 0);
    }

    private double loss() {
        return new Evaluator(runtime, setup, List.of(), 0)
                .run(batches(4), new EpochOpener("test"), -1)
                .get("loss");
    }

    @Test
    void trainsAndCallsTheListeners() {
        double before = loss();
        TrainingOptions options = new TrainingOptions(5, 0, null, null, 2, Map.of(), Sharding.NONE);
        new Trainer(model, runtime, setup, options)
                .run(new Progress(), batches(2), new EpochOpener("test"), batches(4));
        assertTrue(loss() < before, "the loss was " + before + ", is " + loss());
        String values = "[loss, mean_absolute_error";
        assertEquals(
                List.of(
                        "begin 2",
                        "train begin",
                        "restore",
                        "epoch begin 0",
                        "batch end 0",
                        "batch end 1",
                        "epoch end 0",
                        "add " + values + "]",
                        "epoch save 0",
                        "epoch begin 1",
                        "batch end 0",
                        "batch end 1",
                        "test end",
                        "epoch end 1",
                        "add " + values + ", val_loss, val_mean_absolute_error]",
                        "epoch save 1",
                        "train end " + values + ", val_loss, val_mean_absolute_error]",
                        "end"),
                events);
    }
}
