package dev.cornet.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes in the Javadoc of base classes compile, with the imports that an editor adds. */
final class JavadocExamplesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern EXAMPLE =
            Pattern.compile("<pre>\\{@code\n( \\* public final class (\\w+) .*?\n \\* \\}\n)", Pattern.DOTALL);
    private static final String IMPORTS = """
            import dev.cornet.activations.*;
            import dev.cornet.backend.Ops;
            import dev.cornet.callbacks.*;
            import dev.cornet.config.Option;
            import dev.cornet.constraints.*;
            import dev.cornet.initializers.*;
            import dev.cornet.layers.*;
            import dev.cornet.losses.*;
            import dev.cornet.metrics.*;
            import dev.cornet.models.*;
            import dev.cornet.nn.*;
            import dev.cornet.optimizers.*;
            import dev.cornet.optimizers.schedules.*;
            import dev.cornet.random.RandomStream;
            import dev.cornet.regularizers.*;
            import dev.cornet.tensor.*;
            import java.io.IOException;
            import java.nio.file.*;
            import java.util.*;

            """;

    @TempDir
    Path folder;

    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new TreeMap<>();
        for (String module : List.of("api", "callbacks", "layers")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    Matcher example = EXAMPLE.matcher(Files.readString(file).replace("\r", ""));
                    while (example.find()) {
                        examples.put(example.group(2), example.group(1).replaceAll("(?m)^ \\* ?", ""));
                    }
                }
            }
        }
        return examples;
    }

    @Test
    void compile() throws IOException {
        Map<String, String> examples = examples();
        for (String name : List.of(
                "FourthPower",
                "Distance",
                "Crossentropy",
                "DiceMetric",
                "Bias",
                "Specificity",
                "Informedness",
                "Lars",
                "StopAt",
                "HalveOnPlateau",
                "UpdateCell",
                "Tempered",
                "Swish",
                "Delay",
                "SparseNormal",
                "SirenUniform",
                "Signs",
                "Noam",
                "SquareRootDecay",
                "LogPenalty",
                "NormPenalty",
                "Clip",
                "MinNorm",
                "UnitSphere",
                "TextFormat",
                "Momentum")) {
            assertTrue(examples.containsKey(name), name + " is not among " + examples.keySet());
        }
        examples.putIfAbsent("Dice", """
                public final class Dice extends FluentLoss<Dice> {
                    @Override public LossValues evaluate(Tensor yTrue, Tensor yPred) { return LossValues.of(0, (s, dp) -> {}); }
                }
                """);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            for (Map.Entry<String, String> example : examples.entrySet()) {
                Files.writeString(folder.resolve(example.getKey() + ".java"), IMPORTS + example.getValue());
            }
            List<Path> sources = examples.keySet().stream()
                    .map(name -> folder.resolve(name + ".java"))
                    .toList();
            List<String> options =
                    List.of("-cp", Programs.classPath(), "-d", folder.toString(), "-proc:none", "-nowarn");
            boolean compiled = compiler.getTask(
                            complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertTrue(compiled, complaints.toString());
        }
    }
}
