package dev.cornet.benchmarks;

import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Workload of training by {@code fit} as a user calls it: with shuffling, loss and accuracy, without progress output. Measures samples per
 * second of each window.
 */
final class TrainingWorkload implements Workload {
    private final Model model;
    private final SyntheticData data;
    private final int shards;
    private String checksum = "";

    TrainingWorkload(Model model, SyntheticData data) {
        this(model, data, 1);
    }

    /** @param shards the number of shards into which each batch is cut */
    TrainingWorkload(Model model, SyntheticData data, int shards) {
        this.model = model;
        this.data = data;
        this.shards = shards;
    }

    @Override
    public void runOnce() {
        model.trainOnBatch(data.x(0), data.y(0));
    }

    @Override
    public double[] runFor(double seconds) {
        if (checksum.isEmpty()) {
            epoch();
            checksum = checksumOfLastLayer();
        }
        long begin = System.nanoTime();
        long samples = 0;
        do {
            epoch();
            samples += (long) data.steps() * batch();
        } while (System.nanoTime() - begin < seconds * 1e9);
        return new double[] {samples / ((System.nanoTime() - begin) / 1e9)};
    }

    private void epoch() {
        model.fit(
                data.x(),
                data.y(),
                new Fit().batchSize(batch()).epochs(1).shards(shards).verbose(0));
    }

    private String checksumOfLastLayer() {
        List<Layer> layers = model.layers();
        int hash = 1;
        for (Tensor weight : layers.get(layers.size() - 1).getWeights()) {
            hash = 31 * hash + Arrays.hashCode(weight.toArray());
        }
        return Integer.toHexString(hash);
    }

    @Override
    public String unit() {
        return "samples/s";
    }

    @Override
    public int batch() {
        return data.batch();
    }

    /** A checksum of the last layer's weights after the first step and one epoch, which does not depend on the number of cores. */
    @Override
    public Map<String, Object> about() {
        return checksum.isEmpty() ? Map.of() : Map.of("bits", checksum);
    }
}
