package dev.cornet.preprocessing.image;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;

/** Writes the images of batches to a folder: {@code <prefix>_<sample>_<random>.<format>}, the same names for the same epoch. */
record ImageSaver(Path folder, String prefix, String format) {
    void save(Tensor image, int sample, RandomStream noise) {
        String name = prefix + "_" + sample + "_" + noise.foldIn(sample).nextInt(1_000_000, 10_000_000) + "." + format;
        Images.saveImg(folder.resolve(name), image, true);
    }
}
