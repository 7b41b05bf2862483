package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.activations.HardSigmoid;
import dev.cornet.activations.LeakyRelu;
import dev.cornet.callbacks.BackupAndRestore;
import dev.cornet.callbacks.CSVLogger;
import dev.cornet.callbacks.EarlyStopping;
import dev.cornet.callbacks.LearningRateScheduler;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.callbacks.ReduceLROnPlateau;
import dev.cornet.constraints.MinMaxNorm;
import dev.cornet.constraints.UnitNorm;
import dev.cornet.initializers.Identity;
import dev.cornet.initializers.RandomNormal;
import dev.cornet.initializers.TruncatedNormal;
import dev.cornet.initializers.VarianceScaling;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Dense;
import dev.cornet.losses.BinaryCrossentropy;
import dev.cornet.metrics.AUC;
import dev.cornet.metrics.F1Score;
import dev.cornet.metrics.FBetaScore;
import dev.cornet.metrics.Precision;
import dev.cornet.metrics.Recall;
import dev.cornet.metrics.SparseTopKCategoricalAccuracy;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Adadelta;
import dev.cornet.optimizers.Adagrad;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.AdamW;
import dev.cornet.optimizers.Ftrl;
import dev.cornet.optimizers.Lion;
import dev.cornet.optimizers.RMSprop;
import dev.cornet.optimizers.SGD;
import dev.cornet.optimizers.schedules.CosineDecay;
import dev.cornet.optimizers.schedules.CosineDecayRestarts;
import dev.cornet.optimizers.schedules.ExponentialDecay;
import dev.cornet.optimizers.schedules.InverseTimeDecay;
import dev.cornet.optimizers.schedules.PiecewiseConstantDecay;
import dev.cornet.optimizers.schedules.PolynomialDecay;
import dev.cornet.regularizers.OrthogonalRegularizer;
import dev.cornet.regularizers.Regularizers;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Mistakes with options of optimizers, schedules, losses, metrics, initializers, regularizers, constraints, activations and callbacks. */
final class WrongKinds {
    private WrongKinds() {}

    private static void fit(Callback... callbacks) {
        fit(new Dense(3), "sgd", callbacks);
    }

    private static void fit(Dense dense, Object optimizer, Callback... callbacks) {
        Sequential m = new Sequential(dense.inputShape(4));
        m.compile(optimizer, "mse");
        m.fit(
                Tensor.zeros(6, 4),
                Tensor.zeros(6, 3),
                new Fit().verbose(0).epochs(2).callbacks(callbacks));
    }

    /** An optimizer whose rate follows a schedule. */
    private static SGD scheduled() {
        return new SGD(new ExponentialDecay(0.1, 10, 0.9));
    }

    static Stream<WrongUse> uses() {
        return Stream.of(
                option(
                        "a rate of NaN",
                        "learning_rate must be a finite number, 0 or more, got NaN",
                        () -> new SGD(Double.NaN)),
                option(
                        "an infinite rate",
                        "learning_rate must be a finite number, 0 or more, got Infinity",
                        () -> new Adam(Double.POSITIVE_INFINITY)),
                option(
                        "a negative momentum",
                        "SGD: momentum must be between 0 and 1, got -0.5",
                        () -> new SGD(0.1).momentum(-0.5)),
                option(
                        "a negative epsilon",
                        "Adam: epsilon must be 0 or more, got -1.0",
                        () -> new Adam(0.1).epsilon(-1)),
                option("a rho of 2", "RMSprop: rho must be between 0 and 1, got 2.0", () -> new RMSprop(0.1).rho(2)),
                option(
                        "a beta_2 of -1",
                        "Adam: beta_2 must be 0 or more and less than 1, got -1.0",
                        () -> new Adam(0.1).beta2(-1)),
                option(
                        "a rho of Adadelta above 1",
                        "Adadelta: rho must be between 0 and 1, got 1.5",
                        () -> new Adadelta(0.1).rho(1.5)),
                option(
                        "a negative accumulator",
                        "Adagrad: initial_accumulator_value must be 0 or more, got -1.0",
                        () -> new Adagrad(0.1).initialAccumulatorValue(-1)),
                option(
                        "a positive power of Ftrl",
                        "Ftrl: learning_rate_power must be 0 or less, got 1.0",
                        () -> new Ftrl(0.1).learningRatePower(1)),
                option(
                        "a beta of Lion above 1",
                        "Lion: beta_1 must be more than 0 and at most 1, got 1.2",
                        () -> new Lion(0.1).beta1(1.2)),
                option(
                        "a negative weight decay",
                        "AdamW: weight_decay must be 0 or more, got -0.1",
                        () -> new AdamW(0.1).weightDecay(-0.1)),
                option(
                        "a momentum of averages above 1",
                        "Adam: ema_momentum must be between 0 and 1, got 1.5",
                        () -> new Adam(0.1).emaMomentum(1.5)),
                option(
                        "clipping by a negative value",
                        "SGD: clipvalue must be positive, got -1.0",
                        () -> new SGD(0.1).clipvalue(-1)),
                option(
                        "accumulating 0 steps",
                        "SGD: gradient_accumulation_steps must be 2 or more, got 0",
                        () -> new SGD(0.1).gradientAccumulationSteps(0)),
                option(
                        "a decay rate of NaN",
                        "ExponentialDecay: decay_rate must be 0 or more, got NaN",
                        () -> new ExponentialDecay(0.1, 10, Double.NaN)),
                option(
                        "a cosine decay of no steps",
                        "CosineDecay: decay_steps must be positive, got 0",
                        () -> new CosineDecay(0.1, 0)),
                option(
                        "restarts of no steps",
                        "CosineDecayRestarts: first_decay_steps must be positive, got 0",
                        () -> new CosineDecayRestarts(0.1, 0)),
                option(
                        "a polynomial decay of negative steps",
                        "PolynomialDecay: decay_steps must be positive, got -5",
                        () -> new PolynomialDecay(0.1, -5)),
                option(
                        "an inverse decay of no steps",
                        "InverseTimeDecay: decay_steps must be positive, got 0",
                        () -> new InverseTimeDecay(0.1, 0, 0.5)),
                option(
                        "boundaries that fall",
                        "PiecewiseConstantDecay: boundaries must ascend, got [20, 10]",
                        () -> new PiecewiseConstantDecay(new int[] {20, 10}, new double[] {1, 0.5, 0.1})),
                option(
                        "a smoothing of NaN",
                        "BinaryCrossentropy: label_smoothing must be between 0 and 1, got NaN",
                        () -> new BinaryCrossentropy().labelSmoothing(Double.NaN)),
                option(
                        "thresholds that fall",
                        "Precision: thresholds must ascend, got [0.7, 0.3]",
                        () -> new Precision().thresholds(0.7, 0.3)),
                option(
                        "no thresholds",
                        "Recall: expected at least one threshold, got []",
                        () -> new Recall().thresholds()),
                option(
                        "an unknown curve",
                        "AUC: unknown curve \"DET\"; known are roc, pr, prgain.",
                        () -> new AUC().curve("DET")),
                option(
                        "an unknown summation",
                        "AUC: unknown summation_method \"trapezoid\"; known are interpolation, minoring, "
                                + "majoring.",
                        () -> new AUC().summationMethod("trapezoid")),
                option(
                        "labels without multiLabel",
                        "AUC: num_labels is for multi_label only, got 3",
                        () -> new AUC().numLabels(3)),
                option(
                        "an unknown average",
                        "F1Score: unknown average \"binary\"; known are micro, macro, weighted.",
                        () -> new F1Score().average("binary")),
                option("a beta of 0", "FBetaScore: beta must be positive, got 0.0", () -> new FBetaScore().beta(0)),
                option(
                        "the best -1",
                        "SparseTopKCategoricalAccuracy: k must be 1 or more, got -1",
                        () -> new SparseTopKCategoricalAccuracy().k(-1)),
                option(
                        "a negative class id",
                        "Precision: class_id must be 0 or more, got -1",
                        () -> new Precision().classId(-1)),
                option(
                        "a negative deviation",
                        "RandomNormal: stddev must be 0 or more, got -1.0",
                        () -> new RandomNormal().stddev(-1)),
                option(
                        "a deviation of NaN",
                        "TruncatedNormal: stddev must be 0 or more, got NaN",
                        () -> new TruncatedNormal().stddev(Double.NaN)),
                option(
                        "an unknown fan mode",
                        "VarianceScaling: unknown mode \"fan\"; known are fan_in, fan_out, fan_avg.",
                        () -> new VarianceScaling().mode("fan")),
                option(
                        "an unknown distribution",
                        "VarianceScaling: unknown distribution \"cauchy\"; known are truncated_normal, "
                                + "untruncated_normal, uniform.",
                        () -> new VarianceScaling().distribution("cauchy")),
                shape(
                        "an identity of three axes",
                        "Sequential, layer 0: Conv2D: weight \"kernel\" cannot be made: Identity: expected a "
                                + "weight of two axes, got (3, 3, 1, 2)",
                        () -> new Sequential(new dev.cornet.layers.Conv2D(2, 3)
                                .kernelInitializer(new Identity())
                                .inputShape(4, 4, 1))),
                option(
                        "a penalty of NaN",
                        "L1: l1 must be a finite number, 0 or more, got NaN",
                        () -> Regularizers.l1(Double.NaN)),
                option(
                        "a negative half of l1_l2",
                        "L1L2: l2 must be a finite number, 0 or more, got -0.1",
                        () -> Regularizers.l1L2(0.1, -0.1)),
                option(
                        "an unknown orthogonal mode",
                        "OrthogonalRegularizer: unknown mode \"diagonals\"; known are rows, columns.",
                        () -> new OrthogonalRegularizer().mode("diagonals")),
                option(
                        "a range of norms upside down",
                        "MinMaxNorm: max_value must not be below min_value, got 1.0 and 2.0",
                        () -> new MinMaxNorm(2, 1)),
                option(
                        "a rate of projection above 1",
                        "MinMaxNorm: rate must be between 0 and 1, got 2.0",
                        () -> new MinMaxNorm(0, 1).rate(2)),
                option(
                        "a norm along no axis",
                        "UnitNorm: axis must name at least one axis",
                        () -> new UnitNorm().axis()),
                shape(
                        "a norm along an axis that is not there",
                        "axis 7 does not exist in shape (4, 3) of rank 2; there are 0 to 1, or -1 to -2 from "
                                + "the end.",
                        () -> fit(new Dense(3).kernelConstraint(new UnitNorm().axis(7)), "sgd")),
                option(
                        "a negative slope of leaky relu",
                        "LeakyRelu: negative_slope must be 0 or more, got -1.0",
                        () -> new LeakyRelu().negativeSlope(-1)),
                option(
                        "a slope of 0",
                        "HardSigmoid: slope must be between 1e-6 and 1e6, got 0.0",
                        () -> new HardSigmoid().slope(0)),
                shape(
                        "an axis of normalization that is not there",
                        "Sequential, layer 0: BatchNormalization: axis 9 does not exist in samples of shape "
                                + "(4): choose from 1 to 1, or -1 for the last",
                        () -> new Sequential(new BatchNormalization().axis(9).inputShape(4))),
                option(
                        "negative patience",
                        "EarlyStopping: patience must not be negative, got -1",
                        () -> new EarlyStopping().patience(-1)),
                option(
                        "a factor of 0",
                        "ReduceLROnPlateau: factor must be above 0 and below 1, got 0.0",
                        () -> new ReduceLROnPlateau().factor(0)),
                option(
                        "reducing a schedule on a plateau",
                        "ReduceLROnPlateau cannot change a learning rate that follows a schedule; give the "
                                + "optimizer a number instead of the schedule, or leave the callback away.",
                        () -> fit(new Dense(3), scheduled(), new ReduceLROnPlateau().monitor("loss"))),
                option(
                        "scheduling a schedule",
                        "LearningRateScheduler.onEpochBegin: SGD: the learning rate follows the schedule ExponentialDecay "
                                + "and cannot be set to 0.1; give the optimizer a number instead of the schedule.",
                        () -> fit(new Dense(3), scheduled(), LearningRateScheduler.byEpoch(e -> 0.1))),
                option(
                        "a negative rate of a schedule",
                        "LearningRateScheduler: the rate for epoch 0 must be a finite number, 0 or more, got "
                                + "-1.0. Correct the schedule.",
                        () -> fit(LearningRateScheduler.byEpoch(epoch -> -1.0))),
                option(
                        "a checkpoint without a name",
                        "ModelCheckpoint: filepath is empty; give the name of one, as \"runs/best\"",
                        () -> new ModelCheckpoint("")),
                option(
                        "a checkpoint named as Keras' files",
                        "ModelCheckpoint.onTrainBegin: cannot write best.keras: Cornet does not write Keras' binary "
                                + "formats. Name it as x.cornet; toJson() gives the architecture to Keras.",
                        () -> fit(new ModelCheckpoint("best.keras"))),
                option(
                        "a log of an empty name",
                        "CSVLogger: the file is empty; give the name of one, as \"runs/best\"",
                        () -> new CSVLogger("")),
                option(
                        "an empty separator",
                        "CSVLogger: the separator must be one character, and neither a quote nor a line end, "
                                + "got \"\"",
                        () -> new CSVLogger("log.csv").separator("")),
                option(
                        "backups without a folder",
                        "BackupAndRestore: backupDir is empty; give the name of one, as \"runs/best\"",
                        () -> new BackupAndRestore("")),
                option(
                        "backups every 0 batches",
                        "BackupAndRestore: saveFreq must be positive, got 0",
                        () -> new BackupAndRestore("backup").saveFreq(0)),
                option(
                        "a null among callbacks",
                        "fit: callbacks[0] must not be null",
                        () -> fit(new Callback[] {null})),
                option(
                        "a list as metric name",
                        "compile: unknown metric \"mes\"; did you mean \"mse\"?",
                        () -> WrongNames.net().compile("sgd", "mse", List.of("mae", "acc", "mes"))));
    }
}
