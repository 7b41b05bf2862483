package dev.cornet.applications;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A class of ImageNet and its score.
 *
 * @param id the id of the class in WordNet, such as n02504458
 * @param label the name of the class, such as African_elephant
 * @param score the network's output for the class
 */
public record Prediction(String id, String label, double score) {
    private static final String RESOURCE = "imagenet_classes.txt";

    /** Holder of all classes, read at first use, in the order of a network's outputs; their scores are 0. */
    private static final class Classes {
        static final List<Prediction> ALL = read();

        private static List<Prediction> read() {
            List<Prediction> all = new ArrayList<>();
            try (InputStream in = Prediction.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new CornetException("the list " + RESOURCE + " is missing from the module of applications");
                }
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    int space = line.indexOf(' ');
                    all.add(new Prediction(line.substring(0, space), line.substring(space + 1), 0));
                }
                return List.copyOf(all);
            } catch (IOException e) {
                throw new CornetException("the list " + RESOURCE + " cannot be read", e);
            }
        }
    }

    /** The {@code top} best classes for each row of scores (batch, 1000), best first. Reference: Keras' decode_predictions. */
    static List<List<Prediction>> decode(Tensor scores, int top) {
        int classes = Classes.ALL.size();
        if (scores.shape().rank() != 2 || scores.shape().last() != classes) {
            throw new ShapeException("decodePredictions: expected the scores of the " + classes
                    + " classes of ImageNet, (batch, " + classes + "), got " + scores.shape());
        }
        if (top < 1 || top > classes) {
            throw new OptionException("decodePredictions: top must lie in 1 … " + classes + ", got " + top);
        }
        return IntStream.range(0, scores.shape().dim(0))
                .mapToObj(row -> best(scores.rows(row, row + 1), top))
                .toList();
    }

    private static List<Prediction> best(Tensor row, int top) {
        return IntStream.range(0, row.size())
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -row.get(0, c)))
                .limit(top)
                .map(c -> new Prediction(Classes.ALL.get(c).id, Classes.ALL.get(c).label, row.get(0, c)))
                .toList();
    }

    @Override
    public String toString() {
        return id + " " + label + " " + score;
    }
}
