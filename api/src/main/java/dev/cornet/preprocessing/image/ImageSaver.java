package dev.cornet.preprocessing.image;

import dev.cornet.file.AtomicFile;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Writer of the images of batches to a folder, as {@code <prefix>_<sample>_<random>.<format>}. The random number is a function of (seed,
 * epoch, sample), so the same epoch writes the same names.
 */
record ImageSaver(Path folder, String prefix, String format) {
    /**
     * Returns a saver, and deletes the temporary files that saving has left in the folder in programs that have died: the names of the
     * images differ from program to program, so no later image would replace them.
     */
    static ImageSaver of(Path folder, String prefix, String format) {
        AtomicFile.removeAbandoned(folder, Pattern.compile(".*_\\d+_\\d{7}\\.[a-z]+"));
        return new ImageSaver(folder, prefix, format);
    }

    void save(Tensor image, int sample, RandomStream random) {
        String name = prefix + "_" + sample + "_" + random.foldIn(sample).nextInt(1_000_000, 10_000_000) + "." + format;
        Images.saveImg(folder.resolve(name), image, true);
    }
}
