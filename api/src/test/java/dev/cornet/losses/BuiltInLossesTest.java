package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.AWAY_FROM_KINKS;
import static dev.cornet.losses.LossChecks.P;
import static dev.cornet.losses.LossChecks.T;
import static dev.cornet.losses.LossChecks.assertFinite;
import static dev.cornet.losses.LossChecks.assertLosses;
import static dev.cornet.losses.LossChecks.assertRefused;
import static dev.cornet.losses.LossChecks.check;
import static dev.cornet.losses.LossChecks.checkGradient;
import static dev.cornet.losses.LossChecks.gradient;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cornet.config.Configs;
import dev.cornet.config.Registry;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests that every loss of the library has to pass. */
final class BuiltInLossesTest {
    private static final Tensor NUMBERS = Tensor.of(new float[][] {{0.5f, -1, 2}, {1, 3, -0.25f}});
    private static final Tensor PROBABILITIES = Tensor.of(new float[][] {{0.25f, 0.5f, 0.25f}, {0.1f, 0.2f, 0.7f}});
    private static final Tensor CLASS_NUMBERS = Tensor.of(new int[] {1, 2});

    /**
     * A loss, with options other than the default ones if it has any, and targets of two rows; it has no kink near these targets
     * and {@link LossChecks#AWAY_FROM_KINKS}.
     *
     * @param casesTestedSeparately golden cases with tests of their own, because Keras' result differs on purpose or its config
     *     omits an option
     */
    record LossCase(String name, Supplier<RowLoss<?>> loss, Tensor targets, Set<String> casesTestedSeparately) {
        LossCase(String name, Supplier<RowLoss<?>> loss, Tensor targets) {
            this(name, loss, targets, Set.of());
        }

        RowLoss<?> create() {
            return loss.get();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<LossCase> losses() {
        LossCase ofClassNumbers = new LossCase(
                "sparse_categorical_crossentropy",
                () -> new SparseCategoricalCrossentropy().reduction("none"),
                CLASS_NUMBERS);
        return Stream.concat(lossesOfRows(), Stream.of(ofClassNumbers));
    }

    /** The losses whose targets have the shape of the predictions. */
    static Stream<LossCase> lossesOfRows() {
        return Stream.of(
                new LossCase("binary_crossentropy", () -> new BinaryCrossentropy().labelSmoothing(0.2), T),
                // the separate cases are those of a row of zeros and of soft labels
                new LossCase(
                        "ce",
                        () -> new CategoricalCrossentropy()
                                .named("ce")
                                .labelSmoothing(0.25)
                                .reduction("sum"),
                        T,
                        Set.of("categorical_crossentropy_zero_row", "categorical_crossentropy_logits_soft_labels")),
                new LossCase("categorical_hinge", CategoricalHinge::new, T),
                // a case with another axis: this loss always uses the last axis; Keras' config does not have the axis
                // either
                new LossCase("cosine_similarity", CosineSimilarity::new, T, Set.of("cosine_similarity_axis1")),
                // a case with a label of 2, which Keras accepts and this loss refuses
                new LossCase("hinge", Hinge::new, T, Set.of("hinge_other_labels")),
                // cases with a delta, which Keras' config omits
                new LossCase("huber_loss", () -> new Huber().delta(0.3), T, Set.of("huber_delta", "huber_delta_large")),
                new LossCase("kl_divergence", KLDivergence::new, PROBABILITIES),
                new LossCase("log_cosh", LogCosh::new, T),
                new LossCase("mean_absolute_error", MeanAbsoluteError::new, T),
                new LossCase("mean_absolute_percentage_error", MeanAbsolutePercentageError::new, NUMBERS),
                new LossCase("mean_squared_error", MeanSquaredError::new, T),
                new LossCase("mean_squared_logarithmic_error", MeanSquaredLogarithmicError::new, T),
                new LossCase("poisson", Poisson::new, T),
                new LossCase("squared_hinge", SquaredHinge::new, T));
    }

    @Test
    void everyLossIsTested() {
        Set<Class<?>> untested = new HashSet<>(Registry.components(Loss.class));
        losses().forEach(loss -> untested.remove(loss.create().getClass()));
        assertEquals(Set.of(), untested, "add a case to losses()");
    }

    @ParameterizedTest
    @MethodSource("losses")
    void matchesKeras(LossCase tested) {
        List<String> names = GoldenCase.names("losses", tested.create().getClass());
        assertTrue(names.containsAll(tested.casesTestedSeparately()));
        for (String name : names) {
            if (!tested.casesTestedSeparately().contains(name)) {
                GoldenCase golden = GoldenCase.read("losses", name);
                check(golden, (RowLoss<?>)
                        Configs.read(Loss.class, golden.tree().get("config")));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradientMatchesFiniteDifferences(LossCase tested) {
        checkGradient(tested.create(), tested.targets(), AWAY_FROM_KINKS);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void rowsDoNotDependOnTheDivisionIntoBatches(LossCase tested) {
        Tensor t = tested.targets();
        Tensor p = AWAY_FROM_KINKS;
        float[] scale = {1, 0.5f};
        double[] l = LossChecks.losses(tested.create(), t, p);
        float[] dp = gradient(tested.create(), t, p, scale);
        int n = p.shape().last();
        for (int r = 0; r < 2; r++) {
            double[] alone = LossChecks.losses(tested.create(), t.rows(r, r + 1), p.rows(r, r + 1));
            assertEquals(l[r], alone[0]);
            float[] part = gradient(tested.create(), t.rows(r, r + 1), p.rows(r, r + 1), new float[] {scale[r]});
            assertArrayEquals(Arrays.copyOfRange(dp, r * n, (r + 1) * n), part);
        }
    }

    /** The losses of the two rows of the example. */
    static Stream<Arguments> handComputed() {
        return Stream.of(
                arguments(new BinaryCrossentropy(), 0.03420, 1.33913),
                arguments(new CategoricalCrossentropy(), 0.05129, 2.30259),
                arguments(new CategoricalHinge(), 0.1, 1.7),
                arguments(new CosineSimilarity(), -0.99862, -0.12309),
                arguments(new Hinge(), 0.7, 1.26667),
                arguments(new KLDivergence(), 0.05129, 2.30258),
                arguments(new LogCosh(), 0.00083, 0.21853),
                arguments(new MeanAbsoluteError(), 0.03333, 0.6),
                arguments(new MeanSquaredError(), 0.00167, 0.48667),
                arguments(new Poisson(), 0.35043, 1.10086),
                arguments(new SquaredHinge(), 0.70167, 1.75333));
    }

    @ParameterizedTest
    @MethodSource("handComputed")
    void matchesHandComputedValues(RowLoss<?> loss, double right, double wrong) {
        assertLosses(loss, T, P, right, wrong);
    }

    static Stream<RowLoss<?>> finiteAtZero() {
        return Stream.of(new KLDivergence(), new Poisson());
    }

    @ParameterizedTest
    @MethodSource("finiteAtZero")
    void staysFiniteAtZero(RowLoss<?> loss) {
        assertFinite(loss, T, Tensor.zeros(2, 3));
    }

    @ParameterizedTest
    @MethodSource("lossesOfRows")
    void rejectsOtherShapes(LossCase tested) {
        assertRefused(
                tested.name()
                        + ": targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer"
                        + " 3 units, as many as a sample has targets.",
                () -> tested.create().checkTargets(T, Tensor.zeros(2, 4)));
    }

    static Stream<RowLoss<?>> errors() {
        return Stream.of(new MeanSquaredError(), new MeanAbsoluteError());
    }

    @ParameterizedTest
    @MethodSource("errors")
    void rejectsTargetsThatAreNotFinite(RowLoss<?> loss) {
        assertRefused(
                loss.name() + ": the target of row 1, 0 is NaN; expected a finite number.",
                () -> loss.checkTargets(Tensor.of(new float[][] {{1, 2}, {Float.NaN, 3}}), Tensor.zeros(2, 2)));
    }
}
