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
import java.util.stream.Collectors;

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
    public Model load(Path file) {
        List<String> lines = lines(file);
        Model model = Model.fromJson(lines.get(1));
        loadWeights(model, file);
        return model;
    }

    @Override
    public void loadWeights(Model model, Path file) {
        List<Tensor> weights = model.getWeights();
        List<String> lines = lines(file);
        if (lines.size() != 2 + weights.size()) {
            throw new ModelFormatException(file + ": has " + (lines.size() - 2) + " weights, but the model has "
                    + weights.size() + ". Load it into the model that was saved.");
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
    public void save(Model model, Path file) {
        List<String> lines = new ArrayList<>(List.of(NAME, model.toJson().replace("\n", "")));
        for (Tensor weight : model.getWeights()) {
            lines.add(Arrays.toString(weight.toArray()).replaceAll("[\\[\\],]", ""));
        }
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
