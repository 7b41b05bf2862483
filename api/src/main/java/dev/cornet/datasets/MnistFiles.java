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
 * The four files of MNIST or of a data set in the same format.
 *
 * @param title the name shown in messages
 * @param folder the name of its folder in the cache
 * @param train the number of training images
 * @param test the number of test images
 * @param files training images, training labels, test images, test labels
 */
record MnistFiles(String title, String folder, int train, int test, List<RemoteFile> files) {
    private static final int SIDE = 28;
    private static final int CLASSES = 10;

    /** Loads from a user's folder if it holds all four files, otherwise from the cache, which downloads missing files. */
    DataSet load(@Nullable Path userFolder) {
        List<Path> paths = userFolder == null ? List.of() : find(userFolder);
        if (paths.size() < files.size()) {
            if (userFolder != null) {
                Console.warn("Not all files of " + title + " are in " + userFolder.toAbsolutePath()
                        + "; looking in the cache.");
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
            named.initCause(e.getCause()); // as the cause, e would repeat its long message
            throw named;
        }
    }

    /** The files that a folder holds, gzip or uncompressed, in the order of {@link #files}. */
    private List<Path> find(Path userFolder) {
        List<Path> found = new ArrayList<>();
        for (RemoteFile file : files) {
            String plain = file.name().replaceFirst("\\.gz$", "");
            for (String name : List.of(file.name(), plain, plain.replace("-idx", ".idx"))) {
                if (Files.isRegularFile(userFolder.resolve(name))) {
                    found.add(userFolder.resolve(name));
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
