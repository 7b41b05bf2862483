package dev.cornet.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The code in the README: its programs compile and run, its custom layer, operation, loss and others work, and each Cornet expression in
 * the tables of Keras and Cornet compiles.
 */
final class ReadmeFormsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern CLASS = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS_NAME = Pattern.compile("public (?:final )?class (\\w+)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** The variables used by the expressions in the tables. */
    private static final String FORMS = """
            import static dev.cornet.regularizers.Regularizers.*;
            import dev.cornet.Cornet;
            import dev.cornet.activations.LeakyRelu;
            import dev.cornet.applications.*;
            import dev.cornet.callbacks.*;
            import dev.cornet.constraints.MaxNorm;
            import dev.cornet.data.*;
            import dev.cornet.preprocessing.image.*;
            import dev.cornet.datasets.*;
            import dev.cornet.preprocessing.text.*;
            import dev.cornet.initializers.RandomNormal;
            import dev.cornet.nn.*;
            import dev.cornet.layers.*;
            import dev.cornet.losses.CategoricalCrossentropy;
            import dev.cornet.metrics.*;
            import dev.cornet.models.*;
            import dev.cornet.optimizers.*;
            import dev.cornet.optimizers.schedules.*;
            import dev.cornet.samples.Swish;
            import dev.cornet.tensor.Tensor;
            import java.nio.file.Path;
            import java.util.*;

            abstract class Forms {
                Sequential model;
                Model inner;
                Layer layer;
                Symbol in, out, a, b;
                Tensor x, y, xv, yv, p, weights, picture;
                List<Tensor> w;
                History history;
                Batches batches;
                ImageDataGenerator generator;
                float[] values;
                double[][] kernel;
                List<String> texts;
                List<int[]> sequences;
                int n;
                String text;
            """;

    /** Uses the layer and the operation of the README. */
    private static final String CUSTOM = """
            import dev.cornet.layers.Input;
            import dev.cornet.models.Model;
            import dev.cornet.nn.Symbol;
            import dev.cornet.tensor.*;
            import dev.cornet.testing.LayerContract;

            public class Custom {
                public static void main(String[] args) {
                    LayerContract.check(() -> new Projection().units(3), Shape.of(5));
                    Symbol x = Input.of(2);
                    Model model = new Model(x, new Centered().of(x.then(new Projection().units(1))));
                    model.compile("sgd", "mse");
                    Tensor data = Tensor.of(new float[] {1, 2, 3, 5, 6, 4}, 3, 2);
                    Tensor target = Tensor.of(new float[] {-1, 0, 1}, 3, 1);
                    double before = model.evaluate(data, target).loss();
                    for (int i = 0; i < 20; i++) {
                        model.trainOnBatch(data, target);
                    }
                    model.saveWeights("custom.safetensors");
                    model.loadWeights("custom.safetensors");
                    Tensor y = model.predict(data);
                    System.out.println(Math.abs(y.get(0, 0) + y.get(1, 0) + y.get(2, 0)) < 1e-5
                            && model.evaluate(data, target).loss() < before / 2);
                }
            }
            """;

    /** Trains with the loss, metric, optimizer, callback, activation and initializer of the README. */
    private static final String CUSTOM_TRAINING = """
            import dev.cornet.Cornet;
            import dev.cornet.layers.Dense;
            import dev.cornet.models.*;
            import dev.cornet.tensor.Tensor;
            import dev.cornet.testing.*;

            public class CustomTraining {
                public static void main(String[] args) {
                    Cornet.setSeed(1);
                    Cornet.register(Dice.class);
                    Cornet.register(MeanIoU.class);
                    Cornet.register(Lars.class);
                    Cornet.register(Snake.class);
                    Cornet.register(Signs.class);
                    Cornet.register(LogPenalty.class);
                    Cornet.register(UnitSphere.class);
                    Tensor x = Tensor.zeros(60, 2);
                    Tensor y = Tensor.zeros(60, 2);
                    for (int r = 0; r < 60; r++) {
                        x.set((float) Math.sin(r), r, 0);
                        x.set((float) Math.cos(2 * r), r, 1);
                        y.set(1, r, x.get(r, 0) > x.get(r, 1) ? 1 : 0);
                    }
                    LossContract.check(new Dice(), y, Tensor.of(new float[120], 60, 2));
                    LossContract.check(new Focal().gamma(1.5), y, x);
                    MetricContract.check(new MeanIoU(), y, x);
                    MetricContract.check(new Overestimated(), x.reshape(120, 1), y.reshape(120, 1));
                    Sequential model = new Sequential(
                            new Dense(12).inputShape(2).activation(new Snake()).kernelInitializer(new Signs())
                                .kernelRegularizer(new LogPenalty().factor(1e-4)).kernelConstraint(new UnitSphere().radius(3)),
                            new Dense(2).activation("softmax"));
                    model.compile(new Lars(), new Dice(), new MeanIoU());
                    History history = model.fit(
                            x, y, new Fit().epochs(500).verbose(0).callbacks(
                                    new HalveOnPlateau().monitor("loss").patience(100), new StopAt("mean_io_u", 0.9)));
                    model.save("custom.cornet");
                    Model loaded = Model.load("custom.cornet");
                    double rate = new SquareRootDecay(0.1, 100).at(75);
                    System.out.println(rate == 0.05 && history.epochCount() < 500
                            && loaded.evaluate(x, y).metrics().equals(model.evaluate(x, y).metrics()));
                }
            }
            """;

    @TempDir
    Path folder;

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private void compile(String className, String source) throws IOException {
        Path file = folder.resolve(className + ".java");
        Files.writeString(file, source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        boolean compiled = compiler.getTask(
                        complaints,
                        null,
                        null,
                        List.of(
                                "-cp",
                                folder + File.pathSeparator + Programs.classPath(),
                                "-d",
                                folder.toString(),
                                "-proc:none",
                                "-nowarn"),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
                .call();
        assertTrue(compiled, complaints + "\n" + source);
    }

    /** The classes in the README by name: those with a main method, or those without. */
    private static Map<String, String> classes(boolean withMain) throws IOException {
        Map<String, String> classes = new LinkedHashMap<>();
        Matcher source = CLASS.matcher(readme());
        while (source.find()) {
            Matcher name = CLASS_NAME.matcher(source.group(1));
            assertTrue(name.find(), source.group(1));
            if (source.group(1).contains("void main(") == withMain) {
                classes.put(name.group(1), source.group(1));
            }
        }
        assertFalse(classes.isEmpty());
        return classes;
    }

    private String lastLine(String mainClass) throws IOException, InterruptedException {
        String output = Programs.run(folder, mainClass).strip();
        return output.substring(output.lastIndexOf('\n') + 1);
    }

    @Test
    void programsCompileAndRun() throws Exception {
        for (Map.Entry<String, String> program : classes(true).entrySet()) {
            compile(program.getKey(), program.getValue());
            if (program.getValue().contains("\"imagenet\"")) {
                continue; // it needs a download, and the user's pictures
            }
            String accuracy = lastLine(program.getKey());
            assertTrue(Double.parseDouble(accuracy) > 0.9, accuracy);
        }
    }

    @Test
    void customLayerAndOperationWork() throws Exception {
        Map<String, String> classes = classes(false);
        for (String name : List.of("Projection", "Centered")) {
            compile(name, classes.get(name));
        }
        compile("Custom", CUSTOM);
        assertEquals("true", lastLine("Custom"));
    }

    @Test
    void customLossMetricOptimizerAndCallbackWork() throws Exception {
        Map<String, String> classes = classes(false);
        for (String name : List.of(
                "Dice",
                "Focal",
                "MeanIoU",
                "Overestimated",
                "Lars",
                "HalveOnPlateau",
                "StopAt",
                "Snake",
                "Signs",
                "SquareRootDecay",
                "LogPenalty",
                "UnitSphere")) {
            compile(name, classes.get(name));
        }
        compile("CustomTraining", CUSTOM_TRAINING);
        assertEquals("true", lastLine("CustomTraining"));
    }

    @Test
    void tablesCompile() throws IOException {
        List<String> forms = phrasebook();
        assertTrue(forms.size() > 60, forms.toString());
        StringBuilder source = new StringBuilder(FORMS);
        for (int i = 0; i < forms.size(); i++) {
            source.append("    void form")
                    .append(i)
                    .append("() { ")
                    .append(forms.get(i))
                    .append("; }\n");
        }
        compile("Forms", source.append("}\n").toString());
    }

    /** The code in the right column of the tables. */
    private static List<String> phrasebook() throws IOException {
        String readme = readme();
        String part = readme.substring(readme.indexOf("\n## From Keras"), readme.indexOf("\n## Modules"));
        List<String> forms = new ArrayList<>();
        for (String line : part.lines().toList()) {
            if (!line.startsWith("| ") || line.startsWith("| Keras |")) {
                continue;
            }
            Matcher code = CODE.matcher(line.substring(line.indexOf(" | ")));
            while (code.find()) {
                String form = code.group(1);
                if (form.contains("(")) { // the others are names only
                    forms.add((form.startsWith(".") ? "new Dense(3)" + form : form).replace("MyLayer", "Swish"));
                }
            }
        }
        return forms;
    }

    @Test
    void commandsExist() throws IOException {
        assertTrue(Files.isExecutable(ROOT.resolve("samples/run")));
        assertTrue(Files.readString(ROOT.resolve(".ci/run")).contains("mvn -B -ntp verify"));
        assertTrue(readme().contains("    mvn verify "));
        Matcher sample = Pattern.compile("samples/run (\\w+)").matcher(readme());
        while (sample.find()) {
            assertTrue(
                    Files.exists(ROOT.resolve("samples/src/main/java/dev/cornet/samples/" + sample.group(1) + ".java")),
                    sample.group());
        }
    }

    @Test
    void everyModuleIsListed() throws IOException {
        List<String> modules = new ArrayList<>();
        Matcher module = Pattern.compile("<module>(.*?)</module>").matcher(Files.readString(ROOT.resolve("pom.xml")));
        while (module.find()) {
            modules.add(module.group(1));
        }
        assertFalse(modules.isEmpty());
        String readme = readme();
        assertEquals(
                List.of(),
                modules.stream()
                        .filter(m -> !readme.contains("| `" + m + "` |"))
                        .toList());
    }
}
