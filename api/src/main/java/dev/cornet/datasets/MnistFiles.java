package dev.cornet.datasets;

import dev.cornet.console.Console;
import dev.cornet.data.cache.FileCache;
import dev.cornet.data.cache.RemoteFile;
import dev.cornet.exceptions.DataException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The four files of MNIST and of the sets made after it.
 *
 * @param title the name for people
 * @param folder the name of its folder in the cache
 * @param train the number of images to learn from
 * @param test the number of images to judge by
 * @param files training images and labels, test images and labels
 */
record MnistFiles(String title, String folder, int train, int test, List<RemoteFile> files) {
    private static final int SIDE = 28;
    private static final int CLASSES = 10;

    /** From a folder where all four lie, else from the cache, else from the net. */
    DataSet load(@Nullable Path given) {
        List<Path> paths = given == null ? List.of() : find(given);
        if (paths.size() < files.size()) {
            if (given != null) {
                Console.warn(
                        "Not all files of " + title + " are in " + given.toAbsolutePath() + "; looking in the cache.");
            }
            paths = fromCache();
        }
        return new DataSet(
                images(paths.get(0), train),
                labels(paths.get(1), train),
                images(paths.get(2), test),
                labels(paths.get(3), test));
    }

    private List<Path> fromCache() {
        FileCache cache = FileCache.of(folder);
        try {
            return cache.get(files);
        } catch (DataException e) {
            DataException named = new DataException("cannot get " + title + ": " + e.getMessage());
            named.initCause(e.getCause()); // e itself would only repeat its long message
            throw named;
        }
    }

    /** The files of a folder, packed or not, as far as they are there. */
    private List<Path> find(Path in) {
        List<Path> found = new ArrayList<>();
        for (RemoteFile file : files) {
            String plain = file.name().replaceFirst("\\.gz$", "");
            for (String name : List.of(file.name(), plain, plain.replace("-idx", ".idx"))) {
                if (Files.isRegularFile(in.resolve(name))) {
                    found.add(in.resolve(name));
                    break;
                }
            }
        }
        return found;
    }

    private static Tensor images(Path file, int n) {
        Tensor x = IdxFile.read(file);
        require(file, x, Shape.of(n, SIDE, SIDE));
        return x.reshape(n, SIDE, SIDE, 1);
    }

    private static Tensor labels(Path file, int n) {
        Tensor y = IdxFile.read(file);
        require(file, y, Shape.of(n));
        for (int i = 0; i < n; i++) {
            if (y.get(i) >= CLASSES) {
                throw new DataException("label " + i + " in " + file + " is " + (int) y.get(i) + "; labels are 0 to 9");
            }
        }
        return y;
    }

    private static void require(Path file, Tensor x, Shape expected) {
        if (!x.shape().equals(expected)) {
            throw new DataException("the IDX file " + file + " has the shape " + x.shape() + ", expected " + expected);
        }
    }
}
