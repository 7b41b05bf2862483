package dev.cornet.datasets;

import dev.cornet.data.cache.RemoteFile;
import dev.cornet.exceptions.Arguments;
import java.nio.file.Path;
import java.util.List;

/**
 * The Fashion-MNIST data set: 70,000 images of clothes, 28 x 28 pixels each. x is (n, 28, 28, 1) with values 0 … 255, y is (n) with labels
 * 0 … 9; 60,000 images for training, 10,000 for the test. Downloaded and cached like {@link Mnist}; 30.9 MB.
 *
 * <p>Source: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms", 2017,
 * Zalando SE, MIT licence.
 */
public final class FashionMnist {
    /** The class names of the labels 0 … 9. */
    public static final List<String> CLASSES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    private static final MnistFiles FILES = new MnistFiles(
            "Fashion-MNIST",
            "fashion-mnist",
            60_000,
            10_000,
            List.of(
                    file(
                            "train-images-idx3-ubyte.gz",
                            26_421_880,
                            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                    file(
                            "train-labels-idx1-ubyte.gz",
                            29_515,
                            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                    file(
                            "t10k-images-idx3-ubyte.gz",
                            4_422_102,
                            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                    file(
                            "t10k-labels-idx1-ubyte.gz",
                            5_148,
                            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));

    private FashionMnist() {}

    private static RemoteFile file(String name, long bytes, String sha256) {
        return new RemoteFile(
                name,
                bytes,
                sha256,
                null,
                List.of(
                        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/" + name,
                        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/" + name));
    }

    /** Loads the data set from the cache, downloading it first if necessary. */
    public static DataSet load() {
        return FILES.load(null);
    }

    /** Loads the data set from a folder with the four IDX files (gzip or not); if one is missing, all are loaded as by {@link #load()}. */
    public static DataSet load(String folder) {
        return load(Arguments.path(folder, "FashionMnist.load: the argument folder"));
    }

    /** Loads the data set from a folder with the four IDX files (gzip or not); if one is missing, all are loaded as by {@link #load()}. */
    public static DataSet load(Path folder) {
        Arguments.notNull(folder, "FashionMnist.load", "folder");
        return FILES.load(folder);
    }
}
