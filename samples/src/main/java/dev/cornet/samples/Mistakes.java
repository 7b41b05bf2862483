package dev.cornet.samples;

import dev.cornet.data.image.Images;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The images that a network takes for something else, drawn in a grid with true and predicted class. */
final class Mistakes {
    private Mistakes() {}

    /** Draws the first mistakes and tells how many there are in all. */
    static int save(String file, Tensor images, int[] truth, int[] predicted, int most) {
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < truth.length; i++) {
            if (truth[i] != predicted[i]) {
                wrong.add(i);
            }
        }
        List<Integer> shown = wrong.subList(0, Math.min(most, wrong.size()));
        if (!shown.isEmpty()) {
            Tensor grid = Tensor.zeros(images.shape().with(0, shown.size()));
            List<String> captions = new ArrayList<>();
            for (int i = 0; i < shown.size(); i++) {
                int at = shown.get(i);
                grid.rows(i, i + 1).copyFrom(images.rows(at, at + 1));
                captions.add(truth[at] + " > " + predicted[at]);
            }
            Images.saveGrid(Path.of(file), grid, 8, captions);
        }
        return wrong.size();
    }
}
