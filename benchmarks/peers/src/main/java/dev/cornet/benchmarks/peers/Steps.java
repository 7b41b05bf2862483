package dev.cornet.benchmarks.peers;

import dev.cornet.benchmarks.Inputs;
import dev.cornet.benchmarks.Workload;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Training step by step as {@code fit} does it: each epoch in another order, each step on a fresh batch of samples that are gathered from
 * the one array of all, from arrays to changed weights, with loss and accuracy computed and read back. Samples per second of each window.
 *
 * <p>With {@code -Dbare=true} the loop alone: the batches lie ready, in the same order always, and of a step only the loss is read.
 */
final class Steps implements Workload {
    static final boolean BARE = Boolean.getBoolean("bare");

    /** Trains on one batch and tells its loss, and its accuracy unless {@link #BARE}. */
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

    /** {@code y} holds the targets of all samples as the library wants them. */
    Steps(Inputs inputs, float[] y, Step step) {
        this.step = step;
        this.batch = inputs.batch();
        int count = inputs.steps() * batch;
        this.x = new Samples(inputs.x().toArray(), count, batch);
        this.y = new Samples(y, count, batch);
        this.order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
    }

    @Override
    public void first() {
        step();
    }

    @Override
    public double[] work(double seconds) {
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
        float[] found = BARE
                ? step.run(x.ready(next / batch), y.ready(next / batch))
                : step.run(x.gathered(order, next), y.gathered(order, next));
        next += batch;
        for (float figure : found) {
            if (!Float.isFinite(figure)) {
                throw new IllegalStateException("loss or accuracy is " + figure);
            }
        }
    }

    private void shuffle() {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
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

    /** Rows of one array, and one batch of them. */
    private static final class Samples {
        private final float[] all;
        private final int width;
        private final float[] gathered;
        private final float[][] ready;

        Samples(float[] all, int count, int batch) {
            this.all = all;
            this.width = all.length / count;
            this.gathered = new float[batch * width];
            this.ready = new float[BARE ? count / batch : 0][];
            for (int i = 0; i < ready.length; i++) {
                ready[i] = Arrays.copyOfRange(all, i * batch * width, (i + 1) * batch * width);
            }
        }

        float[] ready(int step) {
            return ready[step];
        }

        float[] gathered(int[] order, int first) {
            for (int row = 0; row < gathered.length / width; row++) {
                System.arraycopy(all, order[first + row] * width, gathered, row * width, width);
            }
            return gathered;
        }
    }
}
