package dev.cornet.testing;

import dev.cornet.exceptions.CornetException;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.FiniteDifference.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A numerical check of a layer's gradients: backward is compared with central differences of forward.
 *
 * <p>For random output gradients u, each input and each trainable weight x is checked twice:
 * <ul>
 *   <li>along random directions v, uniform on the unit sphere: (f(x + h·v) − f(x − h·v))/2h must equal ⟨∇f, v⟩, where f is ⟨u, y⟩ plus the
 *       losses that the layer adds. Two of three draws of x, the weights, u and v must agree: a kink near x may spoil one;
 *   <li>value by value: all of up to 200 values, else 200 drawn ones. No value may be wrong. Values at a kink are checked again in the
 *       other draws; at most a fifth may lie at a kink in all of them.
 * </ul>
 *
 * <p>If the layer adds losses, such as an activity penalty, their gradient is checked alone as well, with u = 0. The step of the
 * differences is 2⁻⁷ for arguments of size 1. Tolerated are 0.3 % of the derivative, 0.2 % of its typical size and the rounding errors.
 */
public final class GradientCheck {
    private static final int DRAWS = 3;
    private static final int MISSES = 1;
    private static final int ROWS = 3;
    private static final int COMPONENTS = 200;
    private static final int FEW_COMPONENTS = 20;

    private final Setup setup;

    private GradientCheck(Setup setup) {
        this.setup = setup;
    }

    /**
     * A layer and the inputs that it is checked on.
     *
     * @param below if it is not 0, inputs are random integers in [0, below) and have no gradient
     * @param masks none, or a mask for each input
     * @param seed that of the first draw; each draw has one of its own
     */
    private record Setup(
            Layer layer, boolean training, List<Shape> samples, int below, List<@Nullable Tensor> masks, long seed) {
        RandomStream draw(int number) {
            return new RandomStream(seed + number);
        }

        List<Tensor> inputs(RandomStream random) {
            return RandomTensors.inputs(samples, ROWS, below, random);
        }

        boolean inputsHaveGradients() {
            return below == 0;
        }
    }

    /** Checks a built layer on random inputs of these sample shapes; a {@link CornetException} names the wrong gradient. */
    public static void check(Layer layer, boolean training, List<Shape> samples) {
        check(layer, training, samples, 0, 100);
    }

    /**
     * As {@link #check(Layer, boolean, List)}; if {@code below} is not 0, inputs are random integers in [0, below) and have no gradient.
     */
    static void check(Layer layer, boolean training, List<Shape> samples, int below, long seed) {
        new GradientCheck(new Setup(layer, training, samples, below, List.of(), seed)).check(COMPONENTS);
    }

    /** Checks along random directions only. */
    static void checkDirections(Layer layer, boolean training, List<Shape> samples, int below) {
        new GradientCheck(new Setup(layer, training, samples, below, List.of(), 200)).check(0);
    }

    /** Checks with a mask for each input, null for none, and few values one by one. */
    static void checkMasked(
            Layer layer, boolean training, List<Shape> samples, IntFunction<List<@Nullable Tensor>> masksOfRows) {
        new GradientCheck(new Setup(layer, training, samples, 0, masksOfRows.apply(ROWS), 100)).check(FEW_COMPONENTS);
    }

    private void check(int components) {
        List<Tensor> weights = setup.layer().getWeights();
        try {
            int[] misses =
                    new int[setup.samples().size() + setup.layer().variables().size()];
            boolean addsLosses = false;
            List<Component> unresolved = List.of();
            for (int d = 0; d < DRAWS; d++) {
                Draw draw = new Draw(setup.draw(d), false);
                draw.checkDirections(misses);
                unresolved = draw.inconclusive(d == 0 ? draw.components(components) : unresolved);
                addsLosses |= draw.addsLosses();
            }
            requireFew(unresolved, components);
            if (addsLosses) {
                checkAddedLosses();
            }
        } finally {
            setup.layer().setWeights(weights);
        }
    }

    private void checkAddedLosses() {
        List<Component> unresolved = List.of();
        for (int d = 0; d < DRAWS; d++) {
            Draw draw = new Draw(setup.draw(d), true);
            unresolved = draw.inconclusive(d == 0 ? draw.components(FEW_COMPONENTS) : unresolved);
        }
        requireFew(unresolved, FEW_COMPONENTS);
    }

    private void requireFew(List<Component> inconclusive, int limit) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Component component : inconclusive) {
            String name = component.target().name();
            int count = counts.merge(name, 1, Integer::sum);
            int checked = Math.min(limit, component.target().at().size());
            if (count > 1 + checked / 5) {
                throw new CornetException(LayerAccess.describe(setup.layer()) + ": the gradient of " + name
                        + " cannot be confirmed: for more than a fifth of its values, backward and differences of"
                        + " forward disagree, and so do differences for several steps. Is the output smooth?");
            }
        }
    }

    /** One value of an input or weight. */
    private record Component(Target target, int index) {}

    /** An input or weight of a draw and its gradient. */
    private record Target(int number, String name, Tensor at, Tensor gradient, FiniteDifference difference) {}

    /** Random inputs, weights and output gradients, with the gradients that backward computes for them. */
    private final class Draw {
        private final RandomStream random;
        private final List<Target> targets = new ArrayList<>();
        private final WeightedOutput f;
        private final double value;
        private final boolean addsLosses;
        private final String what;

        /**
         * @param penalty whether only the losses that the layer adds are differentiated
         */
        Draw(RandomStream random, boolean penalty) {
            this.random = random;
            List<Tensor> xs = setup.inputs(random);
            RandomTensors.fill(setup.layer(), random);
            LayerRun run = LayerRun.forward(setup.layer(), xs, setup.masks(), setup.training());
            List<Tensor> us = new ArrayList<>();
            for (Tensor y : run.ys()) {
                RandomStream stream = random.foldIn(77).foldIn(us.size());
                us.add(penalty ? Tensor.zeros(y.shape()) : RandomTensors.awayFromZero(y.shape(), stream));
            }
            this.addsLosses = run.losses() != 0;
            this.what = (penalty ? "the gradient of the added loss in " : "the gradient of ");
            this.f = new WeightedOutput(setup.layer(), xs, setup.masks(), setup.training(), us);
            this.value = f.value();
            addTargets(xs, run.backward(us));
        }

        boolean addsLosses() {
            return addsLosses;
        }

        private void addTargets(List<Tensor> xs, LayerRun.BackwardResult backward) {
            for (int i = 0; setup.inputsHaveGradients() && i < xs.size(); i++) {
                String name = xs.size() == 1 ? "its input" : "input " + i;
                Tensor dx = backward.dxs().get(i);
                if (dx == null) {
                    throw new CornetException(LayerAccess.describe(setup.layer()) + ": backward gives no gradient of "
                            + name + " although it is required.");
                }
                add(targets.size(), name, xs.get(i), dx);
            }
            List<Variable> variables = setup.layer().variables();
            for (int w = 0; w < variables.size(); w++) {
                Variable variable = variables.get(w);
                if (variable.trainable()) {
                    Tensor dw = Objects.requireNonNull(backward.dws().get(variable));
                    add(setup.samples().size() + w, "\"" + variable.name() + "\"", variable.mutableValue(), dw);
                }
            }
        }

        private void add(int number, String name, Tensor at, Tensor gradient) {
            if (!gradient.shape().equals(at.shape())) {
                throw new CornetException(LayerAccess.describe(setup.layer()) + ": the gradient of " + name
                        + " has shape " + gradient.shape() + ", expected " + at.shape() + ".");
            }
            double rms = Math.sqrt(RandomTensors.dot(gradient, gradient) / Math.max(1, gradient.size()));
            targets.add(new Target(
                    number, name, at, gradient, new FiniteDifference(rms, f.rounding(at, random.foldIn(80)))));
        }

        /** Compares one random direction of each target; throws at the second disagreement of a target. */
        void checkDirections(int[] misses) {
            for (Target target : targets) {
                Tensor v = RandomTensors.direction(target.at().shape(), random.foldIn(78));
                DoubleUnaryOperator along = step -> f.moved(target.at(), v, step);
                double got = RandomTensors.dot(target.gradient(), v);
                Verdict verdict = target.difference().compare(along, value, got, FiniteDifference.STEP);
                if (verdict != Verdict.AGREES && ++misses[target.number()] > MISSES) {
                    throw wrong(
                            target,
                            String.format(
                                    Locale.ROOT,
                                    "along a random direction the output changes by %s, backward says %s",
                                    FiniteDifference.central(along, FiniteDifference.STEP),
                                    got));
                }
            }
        }

        /** Up to {@code limit} values of each target; drawn ones if there are more. */
        List<Component> components(int limit) {
            List<Component> components = new ArrayList<>();
            for (Target target : targets) {
                int size = target.at().size();
                int[] order = random.foldIn(79).permutation(size);
                for (int k = 0; k < Math.min(size, limit); k++) {
                    components.add(new Component(target, size <= limit ? k : order[k]));
                }
            }
            return components;
        }

        /** Checks these values in this draw; returns those that lie at a kink. */
        List<Component> inconclusive(List<Component> components) {
            List<Component> inconclusive = new ArrayList<>();
            for (Component component : components) {
                Target target = target(component.target().number());
                int i = component.index();
                DoubleUnaryOperator along = step -> f.moved(target.at(), i, step);
                double got = target.gradient().data()[i];
                Verdict verdict = target.difference().compare(along, value, got, FiniteDifference.STEP);
                if (verdict == Verdict.WRONG) {
                    throw wrong(
                            target,
                            String.format(
                                    Locale.ROOT,
                                    "if value %s is increased, the output changes by %s per unit, backward says %s",
                                    index(i, target.at().shape()),
                                    FiniteDifference.central(along, FiniteDifference.STEP),
                                    got));
                }
                if (verdict == Verdict.INCONCLUSIVE) {
                    inconclusive.add(component);
                }
            }
            return inconclusive;
        }

        private Target target(int number) {
            return targets.stream()
                    .filter(t -> t.number() == number)
                    .findFirst()
                    .orElseThrow();
        }

        private CornetException wrong(Target target, String how) {
            return new CornetException(LayerAccess.describe(setup.layer()) + ": " + what + target.name()
                    + (setup.training() ? " in training" : "") + (setup.masks().isEmpty() ? "" : " with a mask")
                    + " is wrong: " + how
                    + ".");
        }
    }

    /** The index of value {@code i} of a tensor, one number for each axis: (2, 0, 3). */
    private static String index(int i, Shape shape) {
        int[] index = new int[shape.rank()];
        for (int a = shape.rank() - 1, rest = i; a >= 0; rest /= shape.dim(a--)) {
            index[a] = rest % shape.dim(a);
        }
        return Arrays.toString(index);
    }
}
