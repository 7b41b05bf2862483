package dev.cornet.datasets;

import dev.cornet.data.cache.RemoteFile;
import dev.cornet.exceptions.Arguments;
import java.nio.file.Path;
import java.util.List;

/**
 * The MNIST data set: 70,000 handwritten digits of 28 x 28 pixels. x is (n, 28, 28, 1) with values 0 … 255, y is (n) with labels 0 … 9;
 * 60,000 images for training, 10,000 for the test. Like Keras' {@code mnist.load_data()}, with a channel axis in addition.
 *
 * <pre>{@code
 * DataSet mnist = Mnist.load().rescale(1 / 255.0);
 * }</pre>
 *
 * <p>The four files (11.6 MB) are downloaded once, checked by SHA-256 and cached in {@code ~/.cache/cornet/mnist}, or in a sub-folder of
 * {@code CORNET_CACHE}. {@code CORNET_OFFLINE=true} forbids downloads.
 *
 * <p>Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", CC BY-SA 3.0.
 */
public final class Mnist {
    private static final MnistFiles FILES = new MnistFiles(
            "MNIST",
            "mnist",
            60_000,
            10_000,
            List.of(
                    file(
                            "train-images-idx3-ubyte.gz",
                            9_912_422,
                            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                    file(
                            "train-labels-idx1-ubyte.gz",
                            28_881,
                            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
                    file(
                            "t10k-images-idx3-ubyte.gz",
                            1_648_877,
                            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                    file(
                            "t10k-labels-idx1-ubyte.gz",
                            4_542,
                            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")));

    private Mnist() {}

    private static RemoteFile file(String name, long bytes, String sha256, String contentSha256) {
        return new RemoteFile(
                name,
                bytes,
                sha256,
                contentSha256,
                List.of(
                        "https://ossci-datasets.s3.amazonaws.com/mnist/" + name,
                        "https://storage.googleapis.com/cvdf-datasets/mnist/" + name));
    }

    /** Loads the data set from the cache, downloading it first if necessary. */
    public static DataSet load() {
        return FILES.load(null);
    }

    /** Loads the data set from a folder with the four IDX files (gzip or not); if one is missing, all are loaded as by {@link #load()}. */
    public static DataSet load(String folder) {
        return load(Arguments.path(folder, "Mnist.load: the argument folder"));
    }

    /** Loads the data set from a folder with the four IDX files (gzip or not); if one is missing, all are loaded as by {@link #load()}. */
    public static DataSet load(Path folder) {
        Arguments.notNull(folder, "Mnist.load", "folder");
        return FILES.load(folder);
    }
}
