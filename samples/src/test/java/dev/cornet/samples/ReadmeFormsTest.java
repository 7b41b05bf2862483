package dev.cornet.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in the README: its programs compile and run, and each Cornet expression in the tables of Keras and Cornet compiles. */
final class ReadmeFormsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS_NAME = Pattern.compile("public class (\\w+)");
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
                        List.of("-cp", Programs.classPath(), "-d", folder.toString(), "-proc:none", "-nowarn"),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
                .call();
        assertTrue(compiled, complaints + "\n" + source);
    }

    @Test
    void programsCompileAndRun() throws Exception {
        Matcher program = PROGRAM.matcher(readme());
        int programs = 0;
        while (program.find()) {
            Matcher name = CLASS_NAME.matcher(program.group(1));
            assertTrue(name.find(), program.group(1));
            compile(name.group(1), program.group(1));
            String output = Programs.run(folder, name.group(1));
            double accuracy = Double.parseDouble(output.substring(output.strip().lastIndexOf('\n') + 1));
            assertTrue(accuracy > 0.9, output);
            programs++;
        }
        assertTrue(programs > 0);
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
