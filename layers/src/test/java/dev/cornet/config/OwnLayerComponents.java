package dev.cornet.config;

import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.random.RandomStream;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A layer and its components as a user writes them, with options whose keys old files of Keras have. */
final class OwnLayerComponents {
    private OwnLayerComponents() {}

    enum Distribution {
        UNIFORM,
        NORMAL,
        TRUNCATED_NORMAL
    }

    public static final class Embedding extends UnaryLayer<OwnLayerComponents.Embedding> {
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
        private Distribution distribution = Distribution.UNIFORM;

        @Option
        private Integer seed = 1;

        @Option
        private String implementation = "none";

        @Option
        private @Nullable String inputLength = "none";

        @Option
        private ActivationFunction layer = new OwnLayerComponents.Activation();

        @Option
        private Initializer function = new OwnLayerComponents.Init();

        @Option
        private Constraint constraint = new OwnLayerComponents.Limit();

        @Option
        private Regularizer regularizer = new OwnLayerComponents.Penalty();

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    public static final class Activation extends ActivationFunction {
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
        private Distribution distribution = Distribution.UNIFORM;

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
        public Output forward(Tensor z, Pass pass) {
            return new Output(z, (dy, grads) -> dy);
        }
    }

    public static final class Init extends Initializer {
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
        private Distribution distribution = Distribution.UNIFORM;

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
        public void fill(Tensor w, RandomStream random) {}
    }

    public static final class Limit extends Constraint {
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
        private Distribution distribution = Distribution.UNIFORM;

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
        public void project(Tensor w) {}
    }

    public static final class Penalty extends Regularizer {
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
        private Distribution distribution = Distribution.UNIFORM;

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
        public double penalty(Tensor w) {
            return 0;
        }

        @Override
        public void addGradient(Tensor w, Tensor dw) {}
    }
}
