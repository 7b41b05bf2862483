package dev.cornet.preprocessing.image;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;

/**
 * Writer of the images of batches to a folder, as {@code <prefix>_<sample>_<random>.<format>}. The random number is a function of (seed,
 * epoch, sample), so the same epoch writes the same names.
 */
record ImageSaver(Path folder, String prefix, String format) {
    void save(Tensor image, int sample, RandomStream random) {
        String name = prefix + "_" + sample + "_" + random.foldIn(sample).nextInt(1_000_000, 10_000_000) + "." + format;
        Images.saveImg(folder.resolve(name), image, true);
    }
}
