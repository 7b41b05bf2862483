package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.format;
import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.other;

import dev.cornet.Cornet;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Lambda;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Mistakes with files and with settings of the library. */
final class WrongFiles {
    private WrongFiles() {}

    private static Sequential small() {
        return new Sequential(new Dense(2).named("fc").inputShape(3));
    }

    private static String text(Path dir, String name, String text) throws Exception {
        return Files.writeString(dir.resolve(name), text).toString();
    }

    static Stream<WrongUse> uses(Path dir) {
        return Stream.of(
                format(
                        "weights from a text",
                        "{dir}/some.txt: is no safetensors file but a text, no file of weights or of a model",
                        () -> small().loadWeights(text(dir, "some.txt", "hello, here are no weights at all"))),
                format(
                        "a file name as JSON",
                        "fromJson takes the JSON text itself, got what looks like a file name, "
                                + "\"dense.json\". Read the file first: "
                                + "Model.fromJson(Files.readString(Path.of(\"dense.json\"))); whole models are read by "
                                + "Model.load.",
                        () -> Model.fromJson("dense.json")),
                format(
                        "a path as JSON",
                        "fromJson takes the JSON text itself, got what looks like a file name, "
                                + "\"models/dense.json\". Read the file first: "
                                + "Model.fromJson(Files.readString(Path.of(\"models/dense.json\"))); whole models are "
                                + "read by Model.load.",
                        () -> Model.fromJson("models/dense.json")),
                format(
                        "a cornet file name as JSON",
                        "fromJson takes the JSON text itself, got what looks like a file name, \"m.cornet\". "
                                + "Read the file first: Model.fromJson(Files.readString(Path.of(\"m.cornet\"))); whole "
                                + "models are read by Model.load.",
                        () -> Model.fromJson("m.cornet")),
                format("nothing as JSON", "the JSON text: the JSON text is empty", () -> Model.fromJson("")),
                format(
                        "a list as JSON",
                        "the JSON text:\n  model: expected a Sequential or Functional model, got a tree "
                                + "without class_name",
                        () -> Model.fromJson("[1, 2]")),
                format(
                        "a JSON without class",
                        "the JSON text:\n  model: expected a Sequential or Functional model, got a tree "
                                + "without class_name",
                        () -> Model.fromJson("{\"config\": {}}")),
                format(
                        "a subclassed model as JSON",
                        "the JSON text:\n  model: expected a Sequential or Functional model, got \"VAE\", a "
                                + "class of Python code, which cannot run here. Build in Python keras.Model(inputs, "
                                + "outputs) of its layers and save that, or make the model here and give it the "
                                + "weights by loadWeights",
                        () -> Model.fromJson("{\"class_name\": \"VAE\", \"config\": {}}")),
                format(
                        "a Python script as model",
                        "{dir}/train.py: is no .cornet file but a Python script; run it in Python and let it "
                                + "write its model by model.save(\"model.keras\")",
                        () -> Model.load(
                                text(dir, "train.py", "import keras\nmodel = keras.Sequential()\nmodel.fit(x, y)\n"))),
                format(
                        "a Python script as weights",
                        "{dir}/train.py: is no safetensors file but a Python script; run it in Python and "
                                + "let it write its model by model.save(\"model.keras\")",
                        () -> small().loadWeights(text(dir, "train.py", "import keras\nmodel = keras.Sequential()\n"))),
                format(
                        "a JSON file as model",
                        "{dir}/model.json: is no .cornet file but a JSON text, an architecture without "
                                + "weights: Model.fromJson(Files.readString(Path.of(file))) makes the model of it",
                        () -> Model.load(text(dir, "model.json", "{\"class_name\": \"Sequential\", \"config\": {}}"))),
                format(
                        "a CSV file as weights",
                        "{dir}/data.csv: is no safetensors file but a text, no file of weights or of a model",
                        () -> small().loadWeights(text(dir, "data.csv", "a,b,c\n1,2,3\n"))),
                format(
                        "an HTML page as weights",
                        "{dir}/w.safetensors: is no safetensors file but a web page; the download gave an "
                                + "error page instead of the file",
                        () -> small().loadWeights(
                                        text(dir, "w.safetensors", "<!DOCTYPE html><html><body>404</body></html>"))),
                option(
                        "saving a Lambda",
                        "layer square (Lambda) cannot be saved: a function written in place has no saved "
                                + "form, a file holds no code. Make it a class with a constructor without arguments, "
                                + "and make it known by Cornet.register(MyFunction.class).",
                        () -> new Sequential(
                                        new Dense(2).inputShape(3), new Lambda(v -> v * v, v -> 2 * v).named("square"))
                                .save(dir.resolve("l.cornet").toString())),
                option(
                        "saving a Lambda as JSON",
                        "layer square (Lambda) cannot be saved: a function written in place has no saved "
                                + "form, a file holds no code. Make it a class with a constructor without arguments, "
                                + "and make it known by Cornet.register(MyFunction.class).",
                        () -> new Sequential(
                                        new Dense(2).inputShape(3), new Lambda(v -> v * v, v -> 2 * v).named("square"))
                                .toJson()),
                option(
                        "saving as Keras",
                        "cannot write {dir}/m.keras: Cornet does not write Keras' binary formats. Name it as "
                                + "x.cornet; toJson() gives the architecture to Keras.",
                        () -> small().save(dir.resolve("m.keras").toString())),
                option(
                        "saving as h5",
                        "cannot write {dir}/m.h5: Cornet does not write Keras' binary formats. Name it as "
                                + "x.cornet; toJson() gives the architecture to Keras.",
                        () -> small().save(dir.resolve("m.h5").toString())),
                option(
                        "saving weights as h5",
                        "cannot write {dir}/m.weights.h5: Cornet does not write Keras' binary formats. Name "
                                + "it as x.safetensors; toJson() gives the architecture to Keras.",
                        () -> small().saveWeights(dir.resolve("m.weights.h5").toString())),
                option(
                        "saving without a name",
                        "save: the name of the file is empty; give one, as \"mnist.cornet\"",
                        () -> small().save("")),
                other(
                        "saving into a folder",
                        "cannot write {dir}: it is a folder. What stood there before is untouched.",
                        () -> small().save(dir.toString())),
                option(
                        "loading without a name",
                        "load: the name of the file is empty; give one, as \"mnist.cornet\"",
                        () -> Model.load("")),
                format(
                        "weights of a model file",
                        "{dir}/whole.cornet: is no safetensors file but a zip archive (a .cornet or .keras "
                                + "model, or a PyTorch file); whole models are read by Model.load",
                        () -> {
                            small().save(dir.resolve("whole.cornet").toString());
                            small().loadWeights(dir.resolve("whole.cornet").toString());
                        }),
                format(
                        "a model of weights",
                        "{dir}/w2.safetensors: is no .cornet file but a safetensors file; make the model and call its loadWeights",
                        () -> {
                            small().saveWeights(dir.resolve("w2.safetensors").toString());
                            Model.load(dir.resolve("w2.safetensors").toString());
                        }),
                format(
                        "a cut model file",
                        "{dir}/cut.cornet: the archive has been cut, or has bytes behind its end",
                        () -> {
                            Path file = dir.resolve("cut.cornet");
                            small().save(file.toString());
                            byte[] all = Files.readAllBytes(file);
                            Files.write(file, java.util.Arrays.copyOf(all, all.length / 2));
                            Model.load(file.toString());
                        }),
                format(
                        "a cut weights file",
                        "{dir}/cut.safetensors: its tensors need at least 32 bytes, but the file holds 28; "
                                + "it has been cut",
                        () -> {
                            Path file = dir.resolve("cut.safetensors");
                            small().saveWeights(file.toString());
                            byte[] all = Files.readAllBytes(file);
                            Files.write(file, java.util.Arrays.copyOf(all, all.length - 4));
                            small().loadWeights(file.toString());
                        }),
                option("no threads", "threads must be between 1 and 1024, got 0", () -> Cornet.threads(0)),
                option("negative threads", "threads must be between 1 and 1024, got -4", () -> Cornet.threads(-4)),
                option("a precision of null", "precision must not be null", () -> Cornet.precision(null)),
                option(
                        "registering null",
                        "Cornet.register: the argument component must not be null",
                        () -> Cornet.register(null)));
    }
}
