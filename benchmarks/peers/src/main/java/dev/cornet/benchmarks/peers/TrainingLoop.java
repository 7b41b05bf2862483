package dev.cornet.benchmarks.peers;

import dev.cornet.benchmarks.SyntheticData;
import dev.cornet.benchmarks.Workload;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Training workload with a loop that does what {@code fit} does: each epoch has another order, each step copies its batch's samples from
 * the array of all samples, updates the weights, and computes and reads loss and accuracy. Measures samples per second of each window.
 *
 * <p>With {@code -Dbare=true} the batches are prepared beforehand and always in the same order, and a step only reads the loss.
 */
final class TrainingLoop implements Workload {
    static final boolean BARE = Boolean.getBoolean("bare");

    /** Trains on one batch and returns its loss and, unless {@link #BARE}, its accuracy. */
    interface Step {
        float[] run(float[] x, float[] y);
    }

    private final Step step;
    private final int batch;
    private final Samples x;
    private final Samples y;
    private final int[] order;
    private final SplittableRandom random = new SplittableRandom(1);
    private int next;

    /** {@code y} holds the targets of all samples in the library's format. */
    TrainingLoop(SyntheticData data, float[] y, Step step) {
        this.step = step;
        this.batch = data.batch();
        int count = data.steps() * batch;
        this.x = new Samples(data.x().toArray(), count, batch);
        this.y = new Samples(y, count, batch);
        this.order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
    }

    @Override
    public void runOnce() {
        step();
    }

    @Override
    public double[] runFor(double seconds) {
        long begin = System.nanoTime();
        int steps = 0;
        do {
            step();
            steps++;
        } while (System.nanoTime() - begin < seconds * 1e9);
        return new double[] {(double) steps * batch / ((System.nanoTime() - begin) / 1e9)};
    }

    private void step() {
        if (next == order.length) {
            next = 0;
        }
        if (next == 0 && !BARE) {
            shuffle();
        }
        float[] metrics = BARE
                ? step.run(x.prepared(next / batch), y.prepared(next / batch))
                : step.run(x.gather(order, next), y.gather(order, next));
        next += batch;
        for (float value : metrics) {
            if (!Float.isFinite(value)) {
                throw new IllegalStateException("loss or accuracy is " + value);
            }
        }
    }

    private void shuffle() {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }

    @Override
    public String unit() {
        return "samples/s";
    }

    @Override
    public int batch() {
        return batch;
    }

    /** All samples as rows of an array, and the current batch of them. */
    private static final class Samples {
        private final float[] all;
        private final int width;
        private final float[] gathered;
        private final float[][] prepared;

        Samples(float[] all, int count, int batch) {
            this.all = all;
            this.width = all.length / count;
            this.gathered = new float[batch * width];
            this.prepared = new float[BARE ? count / batch : 0][];
            for (int i = 0; i < prepared.length; i++) {
                prepared[i] = Arrays.copyOfRange(all, i * batch * width, (i + 1) * batch * width);
            }
        }

        float[] prepared(int step) {
            return prepared[step];
        }

        float[] gather(int[] order, int first) {
            for (int row = 0; row < gathered.length / width; row++) {
                System.arraycopy(all, order[first + row] * width, gathered, row * width, width);
            }
            return gathered;
        }
    }
}
