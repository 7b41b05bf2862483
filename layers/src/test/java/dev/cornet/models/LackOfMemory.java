package dev.cornet.models;

import dev.cornet.constraints.MaxNorm;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Dense;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that calls a model while less and less of the heap is filled, until the call succeeds; for a small heap. It prints what a call
 * without memory has changed.
 */
final class LackOfMemory {
    private static final int SIZE = 400_000;
    private static final int BLOCK = 250_000;

    private LackOfMemory() {}

    public static void main(String[] args) {
        evaluate();
        train();
        build();
    }

    /** A layer whose weights do not fit into memory is named. */
    private static void build() {
        try {
            new Sequential(new Dense(50 * SIZE).inputShape(1).named("wide"));
            report("a weight of 80 MB has been made");
        } catch (MemoryException e) {
            String expected =
                    "wide (Dense): no memory for weight \"kernel\" of shape (1, 20000000), which takes 80000000"
                            + " bytes of the " + Runtime.getRuntime().maxMemory()
                            + " that Java has. Make the layer smaller, or give Java a larger heap (-Xmx)";
            report(String.valueOf(e.getMessage()).equals(expected) ? "" : String.valueOf(e.getMessage()));
        }
    }

    /** An evaluation that found no memory must not break later ones. */
    private static void evaluate() {
        Tensor x = Tensor.zeros(SIZE, 1);
        Model model = new Sequential(new Activation("relu").inputShape(1));
        model.compile("sgd", "mse");
        int failures = repeat(() -> model.evaluate(x, x, SIZE), () -> {});
        report(failures > 0 ? "" : "no evaluation has failed");
    }

    /** A training step that found no memory must change neither weights nor optimizer. */
    private static void train() {
        Model model = new Sequential(new Dense(SIZE)
                .useBias(false)
                .kernelInitializer("ones")
                .kernelConstraint(new MaxNorm(2))
                .inputShape(1));
        model.compile(new SGD(0.1), "mse");
        Tensor x = Tensor.of(new float[] {1}, 1, 1);
        Tensor y = Tensor.zeros(1, SIZE);
        int failures = repeat(() -> model.trainOnBatch(x, y), () -> {
            float weight = model.variables().get(0).value().data()[0];
            long steps = model.optimizer().steps();
            report(weight == 1 && steps == 0 ? "" : "a failed step has left weight " + weight + ", steps " + steps);
        });
        report(failures > 0 ? "" : "no step has failed");
        report(
                model.optimizer().steps() == 1
                        ? ""
                        : "steps " + model.optimizer().steps());
    }

    private static void report(String fault) {
        if (!fault.isEmpty()) {
            System.out.println(fault);
        }
    }

    /** Repeats a call until it succeeds; returns the number of failures. */
    private static int repeat(Runnable call, Runnable afterFailure) {
        int failures = 0;
        for (int filled = (int) (Runtime.getRuntime().maxMemory() / BLOCK); filled >= 0; filled--) {
            List<byte[]> blocks = new ArrayList<>();
            try {
                for (int i = 0; i < filled; i++) {
                    blocks.add(new byte[BLOCK]);
                }
            } catch (OutOfMemoryError e) {
                filled = blocks.size(); // the heap holds no more
                continue;
            }
            try {
                call.run();
                return failures;
            } catch (OutOfMemoryError | MemoryException e) {
                failures++;
            } finally {
                blocks.clear();
            }
            afterFailure.run();
        }
        return failures;
    }
}
