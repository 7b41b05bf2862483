package dev.cornet.config;

import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.LossValues;
import dev.cornet.metrics.Direction;
import dev.cornet.metrics.FluentMetric;
import dev.cornet.metrics.MetricState;
import dev.cornet.optimizers.FluentOptimizer;
import dev.cornet.optimizers.schedules.LearningRateSchedule;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A loss, a metric, an optimizer and a schedule as a user writes them, with options whose keys old files of Keras have. */
final class OwnTrainingComponents {
    private OwnTrainingComponents() {}

    public static final class Rate extends LearningRateSchedule {
        @Option
        private double decay = 0.5;

        @Option
        private double lr = 0.5;

        @Option
        private double momentum = 0.5;

        @Option
        private String fn = "none";

        @Option
        private String init = "none";

        @Option
        private int[] batchInputShape = {1};

        @Option
        private float[] outputDim = {1};

        @Option
        private OwnLayerComponents.Distribution distribution = OwnLayerComponents.Distribution.UNIFORM;

        @Option
        private Integer seed = 1;

        @Option
        private String implementation = "none";

        @Option
        private @Nullable String inputLength = "none";

        @Option
        private @Nullable String name = "none";

        @Option
        private String reduction = "none";

        @Option
        private String dtype = "none";

        @Option
        private boolean trainable = true;

        @Override
        public double at(long step) {
            return 0.125;
        }
    }

    public static final class LossFunctionWrapper extends FluentLoss<OwnTrainingComponents.LossFunctionWrapper> {
        @Option
        private double decay = 0.5;

        @Option
        private double lr = 0.5;

        @Option
        private double momentum = 0.5;

        @Option
        private String fn = "none";

        @Option
        private String init = "none";

        @Option
        private int[] batchInputShape = {1};

        @Option
        private float[] outputDim = {1};

        @Option
        private OwnLayerComponents.Distribution distribution = OwnLayerComponents.Distribution.UNIFORM;

        @Option
        private Integer seed = 1;

        @Option
        private String implementation = "none";

        @Option
        private @Nullable String inputLength = "none";

        @Option
        private String dtype = "none";

        @Option
        private boolean trainable = true;

        @Override
        public LossValues evaluate(Tensor yTrue, Tensor yPred) {
            return LossValues.of(0, (scale, dp) -> {});
        }
    }

    public static final class MeanMetricWrapper extends FluentMetric<OwnTrainingComponents.MeanMetricWrapper> {
        @Option
        private double decay = 0.5;

        @Option
        private double lr = 0.5;

        @Option
        private double momentum = 0.5;

        @Option
        private String fn = "none";

        @Option
        private String init = "none";

        @Option
        private int[] batchInputShape = {1};

        @Option
        private float[] outputDim = {1};

        @Option
        private OwnLayerComponents.Distribution distribution = OwnLayerComponents.Distribution.UNIFORM;

        @Option
        private Integer seed = 1;

        @Option
        private String implementation = "none";

        @Option
        private @Nullable String inputLength = "none";

        @Option
        private String reduction = "none";

        @Option
        private String dtype = "none";

        @Option
        private boolean trainable = true;

        @Override
        public MetricState newState() {
            return new MetricState(1);
        }

        @Override
        public void update(MetricState state, Tensor yTrue, Tensor yPred, @Nullable Tensor weight) {}

        @Override
        public double result(MetricState state) {
            return 0;
        }

        @Override
        public Direction direction() {
            return Direction.MAXIMIZE;
        }
    }

    public static final class Descent extends FluentOptimizer<OwnTrainingComponents.Descent> {
        @Option
        private double decay = 0.5;

        @Option
        private double lr = 0.5;

        @Option
        private double momentum = 0.5;

        @Option
        private String fn = "none";

        @Option
        private String init = "none";

        @Option
        private int[] batchInputShape = {1};

        @Option
        private float[] outputDim = {1};

        @Option
        private OwnLayerComponents.Distribution distribution = OwnLayerComponents.Distribution.UNIFORM;

        @Option
        private Integer seed = 1;

        @Option
        private String implementation = "none";

        @Option
        private @Nullable String inputLength = "none";

        @Option
        private String reduction = "none";

        @Option
        private String dtype = "none";

        @Option
        private boolean trainable = true;

        public Descent() {
            super(0.25);
        }

        @Override
        protected Update update(float lr, long t) {
            return (w, g, s, from, to) -> {};
        }
    }
}
