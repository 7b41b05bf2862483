package dev.cornet.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
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

/** The layers in the README's section on custom layers compile, satisfy the contract, and are trained, saved and loaded in one model. */
final class LayerExamplesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern LAYER = Pattern.compile(
            "```java\n((?:(?!```).)*?public final class (Quadratic|Adapter|MinimalCell|SumAndDifference|MaskNegative) .*?)```",
            Pattern.DOTALL);
    private static final String PROGRAM = """
            import dev.cornet.Cornet;
            import dev.cornet.layers.*;
            import dev.cornet.models.*;
            import dev.cornet.nn.*;
            import dev.cornet.optimizers.Adam;
            import dev.cornet.tensor.*;
            import dev.cornet.testing.*;
            import java.util.*;

            public class Layers {
                public static void main(String[] args) {
                    LayerContract.check(() -> new Quadratic(3).activation("tanh").kernelRegularizer("l2"), Shape.of(4));
                    LayerContract.check(() -> new Quadratic(3).useBias(false), Shape.of(4));
                    LayerContract.check(() -> new Adapter().kernelInitializer("ones"), Shape.of(4), Shape.of(2));
                    LayerContract.check(() -> new RNN(new MinimalCell(3)), Shape.of(4, 2));
                    LayerContract.check(SumAndDifference::new, Shape.of(4));
                    LayerContract.check(MaskNegative::new, Shape.of(4, 3));
                    Cornet.setSeed(1);
                    Symbol x = Input.of(4, 3);
                    Symbol h = x.then(new MaskNegative()).then(new Bidirectional(new RNN(new MinimalCell(4))));
                    List<Symbol> two = h.then(new SumAndDifference()).node().outputs();
                    Model model = new Model(x, new Adapter().of(two.get(0), two.get(1)).then(new Quadratic(1)));
                    model.compile(new Adam(0.01), "mse");
                    Tensor data = Tensor.zeros(20, 4, 3);
                    Tensor target = Tensor.zeros(20, 1);
                    for (int i = 0; i < data.size(); i++) {
                        data.data()[i] = (float) Math.sin(i);
                        target.data()[i / 12] += data.data()[i];
                    }
                    double[] losses = model.fit(data, target, new Fit().epochs(40).verbose(0)).get("loss");
                    model.save("layers.cornet");
                    Tensor y = Model.load("layers.cornet").predict(data);
                    System.out.println(losses[39] < losses[0] / 2
                            && Arrays.equals(y.toArray(), model.predict(data).toArray()));
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void compileAndWork() throws Exception {
        List<Path> files = new ArrayList<>(List.of(write("Layers", PROGRAM)));
        Matcher layer =
                LAYER.matcher(Files.readString(ROOT.resolve("README.md")).replace("\r", ""));
        while (layer.find()) {
            files.add(write(layer.group(2), layer.group(1)));
        }
        assertEquals(6, files.size(), files.toString());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        List<String> options = List.of(
                "-cp",
                folder + File.pathSeparator + Programs.classPath(),
                "-d",
                folder.toString(),
                "-proc:none",
                "-nowarn");
        boolean compiled = compiler.getTask(
                        complaints,
                        null,
                        null,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjectsFromPaths(files))
                .call();
        assertTrue(compiled, complaints.toString());
        assertTrue(Programs.run(folder, "Layers").strip().endsWith("true"));
    }

    private Path write(String className, String source) throws IOException {
        return Files.writeString(folder.resolve(className + ".java"), source);
    }
}
