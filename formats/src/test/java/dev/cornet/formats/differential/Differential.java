package dev.cornet.formats.differential;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cornet.Cornet;
import dev.cornet.exceptions.CornetException;
import dev.cornet.models.Model;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The program that compares Cornet with Keras on the random models of a folder; see {@code src-test-data/README.md}. It prints every
 * mismatch, and writes each model's JSON to the subfolder {@code cornet}, for {@code reread.py}. Arguments after the folder select cases by
 * name.
 */
final class Differential {
    private static final double ONE_PASS = 3e-6;
    private static final double TRAINED = 1e-5;

    private final RandomModel random;
    private final Path folder;
    private final Findings findings;

    private Differential(RandomModel random, Path folder) {
        this.random = random;
        this.folder = folder;
        this.findings = new Findings(random.name() + " " + random.form(), random.sensitivity());
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path written = Files.createDirectories(folder.resolve("cornet"));
        int count = 0;
        int failed = 0;
        ObjectMapper json = new ObjectMapper();
        int checks = 0;
        List<String> only = List.of(args).subList(1, args.length);
        for (Path file : cases(folder)) {
            String name = file.getFileName().toString().replace(".json", "");
            if (!only.isEmpty() && !only.contains(name)) {
                continue;
            }
            RandomModel random = new RandomModel(json.readTree(file.toFile()));
            Differential run = run(random, folder);
            List<String> mismatches = new ArrayList<>(run.findings.lines());
            checks += run.findings.count();
            if (mismatches.isEmpty()) {
                mismatches.addAll(checkThreads(random));
                checks++;
            }
            mismatches.forEach(System.out::println);
            count++;
            failed += mismatches.isEmpty() ? 0 : 1;
            try {
                Files.writeString(
                        written.resolve(random.name() + ".json"), random.model().toJson());
            } catch (CornetException e) {
                Files.deleteIfExists(written.resolve(random.name() + ".json"));
            }
        }
        System.out.println(
                count + " models, " + checks + " checks on " + Cornet.backend() + ", " + failed + " with findings");
    }

    private static List<Path> cases(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    /** The mismatches of a case; {@code folder} has the files saved by Keras, and temporary files are written to it. */
    static List<String> check(RandomModel random, Path folder) {
        return run(random, folder).findings.lines();
    }

    private static Differential run(RandomModel random, Path folder) {
        Differential run = new Differential(random, folder);
        try {
            run.check();
        } catch (RuntimeException | AssertionError | IOException e) {
            StackTraceElement at = e.getStackTrace()[0];
            run.findings.add(
                    (e instanceof CornetException ? "refused: " : e.getClass().getSimpleName() + " at " + at + ": ")
                            + e.getMessage());
        }
        return run;
    }

    private void check() throws IOException {
        Model model = random.model();
        findings.require(model.isCompiled(), "is not compiled");
        findings.close("predict", random.expected("predict"), random.predict(model), List.of(), ONE_PASS);
        findings.close("evaluate", random.expected("evaluate"), random.evaluate(model), ONE_PASS);
        checkOwnJson(model);
        if (random.expected("history").isMissingNode()) {
            return;
        }
        Map<String, List<Double>> history = random.fit(model, random.options());
        findings.close("history", random.expected("history"), history, TRAINED);
        findings.close(
                "weights", random.expected("weights"), RandomModel.weights(model), random.weightNames(), TRAINED);
        findings.close("evaluate_after", random.expected("evaluate_after"), random.evaluate(model), TRAINED);
        Map<String, List<Double>> validated = random.usesAverages() ? Map.of() : random.validate(model);
        validated.forEach((key, value) -> findings.require(
                value.get(0).equals(last(history.get(key))),
                key + ": fit says " + last(history.get(key)) + ", evaluate " + value.get(0)));
        checkOwnFile(model);
        if (!random.form().equals("json")) {
            checkContinuedTraining(model);
        }
    }

    /** The model from its own JSON must be the same. */
    private void checkOwnJson(Model model) {
        Model again = random.model(model.toJson());
        findings.same("predictions of the model from its own JSON", random.predict(model), random.predict(again));
        findings.require(metrics(again).equals(metrics(model)), "evaluates otherwise from its own JSON");
    }

    /** The loss and metric values; the suffix that a masked Concatenate's name has in Keras is removed from the keys. */
    private Map<String, List<Double>> metrics(Model model) {
        Map<String, List<Double>> metrics = new TreeMap<>();
        random.evaluate(model).forEach((key, value) -> metrics.put(key.replace("_masked", ""), value));
        return metrics;
    }

    /** The model from its own file must predict and train exactly as the saved one. */
    private void checkOwnFile(Model model) throws IOException {
        Path file = folder.resolve(random.name() + ".cornet");
        try {
            model.save(file.toString());
            Model loaded = Model.load(file.toString());
            Model other = Model.load(file.toString());
            findings.same("predictions of the saved model", random.predict(model), random.predict(loaded));
            findings.require(random.evaluate(model).equals(random.evaluate(loaded)), "evaluates otherwise when saved");
            random.fit(loaded, random.options().epochs(1));
            random.fit(other, random.options().epochs(1));
            findings.same("weights of two trainings", RandomModel.weights(loaded), RandomModel.weights(other));
            if (random.form().equals("json")) {
                random.fit(model, random.options().epochs(1));
                findings.same(
                        "weights of a training from the file", RandomModel.weights(model), RandomModel.weights(loaded));
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The model from Keras' file, or the trained model, must continue training as Keras does. */
    private void checkContinuedTraining(Model trained) {
        Model model = trained;
        if (!random.form().equals("again")) {
            String file = folder.resolve(random.name() + "." + random.form()).toString();
            if (random.form().equals("weights.h5")) {
                model.loadWeights(file);
            } else {
                model = Model.load(file);
                findings.require(model.isCompiled(), "is not compiled when loaded from Keras' file");
            }
            findings.close("weights", random.expected("weights"), RandomModel.weights(model), List.of(), 0);
            if (!model.isCompiled()) {
                return;
            }
            findings.close("evaluate_after", random.expected("evaluate_after"), random.evaluate(model), ONE_PASS);
        }
        Map<String, List<Double>> history = random.fit(model, random.options().epochs(1));
        findings.close("history_more", random.expected("history_more"), history, TRAINED);
        findings.close(
                "weights_more",
                random.expected("weights_more"),
                RandomModel.weights(model),
                random.weightNames(),
                TRAINED);
    }

    /** Trains with large batches in one thread and in two; the weights must have the same bits. */
    static List<String> checkThreads(RandomModel random) {
        Findings findings = new Findings(random.name(), random.sensitivity());
        int before = Cornet.threads();
        List<List<Tensor>> runs = new ArrayList<>();
        try {
            for (int threads : new int[] {1, 2}) {
                Cornet.threads(threads);
                runs.add(random.trainLarge(16));
            }
        } finally {
            Cornet.threads(before);
        }
        findings.same("weights in two threads", runs.get(0), runs.get(1));
        return findings.lines();
    }

    private static double last(List<Double> values) {
        return values.get(values.size() - 1);
    }
}
