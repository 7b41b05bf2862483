package dev.cornet.benchmarks;

import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Training through {@code fit} as a user calls it, shuffling, with loss and accuracy, progress off: samples per second of each window. */
final class Training implements Workload {
    private final Model model;
    private final Inputs inputs;
    private String bits = "";

    Training(Model model, Inputs inputs) {
        this.model = model;
        this.inputs = inputs;
    }

    @Override
    public void first() {
        model.trainOnBatch(inputs.x(0), inputs.y(0));
    }

    @Override
    public double[] work(double seconds) {
        if (bits.isEmpty()) {
            epoch();
            bits = sumOfLastWeights();
        }
        long begin = System.nanoTime();
        long samples = 0;
        do {
            epoch();
            samples += (long) inputs.steps() * batch();
        } while (System.nanoTime() - begin < seconds * 1e9);
        return new double[] {samples / ((System.nanoTime() - begin) / 1e9)};
    }

    private void epoch() {
        model.fit(inputs.x(), inputs.y(), new Fit().batchSize(batch()).epochs(1).verbose(0));
    }

    private String sumOfLastWeights() {
        List<Layer> layers = model.layers();
        int sum = 1;
        for (Tensor weight : layers.get(layers.size() - 1).getWeights()) {
            sum = 31 * sum + Arrays.hashCode(weight.toArray());
        }
        return Integer.toHexString(sum);
    }

    @Override
    public String unit() {
        return "samples/s";
    }

    @Override
    public int batch() {
        return inputs.batch();
    }

    /** The checksum of the last layer's weights after the first step and one epoch: the same on any number of cores. */
    @Override
    public Map<String, Object> about() {
        return bits.isEmpty() ? Map.of() : Map.of("bits", bits);
    }
}
