package com.example.extensions;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Model;
import dev.cornet.models.ModelFormat;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A text format, ".lines": its name, the architecture as JSON without line breaks, and one line of numbers for each weight. */
public final class LinesFormat implements ModelFormat {
    private static final String NAME = "lines 1";

    @Override
    public boolean reads(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().filter(NAME::equals).isPresent();
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    @Override
    public Model load(Path file) throws IOException {
        Model model = ModelFormat.read(Files.readAllLines(file).get(1), file + ": line 2");
        loadWeights(model, file);
        return model;
    }

    @Override
    public void loadWeights(Model model, Path file) throws IOException {
        List<Tensor> weights = model.getWeights();
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != 2 + weights.size()) {
            throw new ModelFormatException("has " + (lines.size() - 2) + " weights, but the model has " + weights.size()
                    + ". Load it into the model that was saved.");
        }
        List<Tensor> loaded = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            loaded.add(
                    Tensor.of(numbers(lines.get(2 + i))).reshape(weights.get(i).shape()));
        }
        model.setWeights(loaded);
    }

    private static float[] numbers(String line) {
        String[] words = line.split(" ");
        float[] values = new float[words.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(words[i]);
        }
        return values;
    }

    @Override
    public boolean writes(Path file) {
        return file.toString().endsWith(".lines");
    }

    @Override
    public void save(Model model, Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of(NAME, model.toJson().replace("\n", "")));
        for (Tensor weight : model.getWeights()) {
            lines.add(Arrays.toString(weight.toArray()).replaceAll("[\\[\\],]", ""));
        }
        Files.write(file, lines);
    }
}
