package dev.cornet.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A class of each kind of component as a user writes it, all with the same options, whose keys old files of Keras have. */
final class OwnComponents {
    private static final String PACKAGE = "com.example.own";
    private static final String IMPORTS = """
            import dev.cornet.activations.*;
            import dev.cornet.config.Option;
            import dev.cornet.constraints.*;
            import dev.cornet.initializers.*;
            import dev.cornet.losses.*;
            import dev.cornet.metrics.*;
            import dev.cornet.nn.*;
            import dev.cornet.optimizers.*;
            import dev.cornet.optimizers.schedules.*;
            import dev.cornet.random.RandomStream;
            import dev.cornet.regularizers.*;
            import dev.cornet.tensor.Tensor;
            import org.jspecify.annotations.Nullable;
            """;

    private static final String DISTRIBUTION = "public enum Distribution { UNIFORM, NORMAL, TRUNCATED_NORMAL }";

    private static final List<String> OPTIONS = List.of(
            "double decay = 0.5",
            "double lr = 0.5",
            "double momentum = 0.5",
            "String fn = \"none\"",
            "String init = \"none\"",
            "int[] batchInputShape = {1}",
            "float[] outputDim = {1}",
            "Distribution distribution = Distribution.UNIFORM",
            "Integer seed = 1",
            "String implementation = \"none\"",
            "@Nullable String inputLength = \"none\"");

    /** Options with keys that some base classes have themselves. */
    private static final List<String> COMMON_KEYS = List.of(
            "@Nullable String name = \"none\"",
            "String reduction = \"none\"",
            "String dtype = \"none\"",
            "boolean trainable = true");

    private static final List<String> LAYER_OPTIONS = List.of(
            "ActivationFunction layer = new Activation()",
            "Initializer function = new Init()",
            "Constraint constraint = new Limit()",
            "Regularizer regularizer = new Penalty()");

    /**
     * A component class.
     *
     * @param taken the names of options that its base class has itself
     */
    private record Source(String name, String base, Set<String> taken, String body) {
        String text() {
            List<String> options = new ArrayList<>(OPTIONS);
            options.addAll(name.equals("Embedding") ? LAYER_OPTIONS : COMMON_KEYS);
            options.removeIf(
                    option -> taken.contains(option.replaceFirst(" = .*", "").replaceFirst(".* ", "")));
            StringBuilder text = new StringBuilder("package " + PACKAGE + ";\n" + IMPORTS);
            text.append("public final class ")
                    .append(name)
                    .append(" extends ")
                    .append(base)
                    .append(" {\n");
            options.forEach(
                    option -> text.append("    @Option private ").append(option).append(";\n"));
            return text.append(body).append("}\n").toString();
        }
    }

    private static final List<Source> SOURCES = List.of(
            new Source("Embedding", "UnaryLayer<Embedding>", Set.of(), """
                        @Override protected Output forward(Tensor x, Pass pass) {
                            return new Output(x, (dy, grads) -> dy);
                        }
                    """),
            new Source("Activation", "ActivationFunction", Set.of(), """
                        @Override public Output forward(Tensor z, Pass pass) {
                            return new Output(z, (dy, grads) -> dy);
                        }
                    """),
            new Source("Init", "Initializer", Set.of(), """
                        @Override public void fill(Tensor w, RandomStream random) {}
                    """),
            new Source("Limit", "Constraint", Set.of(), """
                        @Override public void project(Tensor w) {}
                    """),
            new Source("Penalty", "Regularizer", Set.of(), """
                        @Override public double penalty(Tensor w) {
                            return 0;
                        }
                        @Override public void addGradient(Tensor w, Tensor dw) {}
                    """),
            new Source("Rate", "LearningRateSchedule", Set.of(), """
                        @Override public double at(long step) {
                            return 0.125;
                        }
                    """),
            new Source("LossFunctionWrapper", "FluentLoss<LossFunctionWrapper>", Set.of("name", "reduction"), """
                        @Override public LossValues evaluate(Tensor yTrue, Tensor yPred) {
                            return LossValues.of(0, (scale, dp) -> {});
                        }
                    """),
            new Source("MeanMetricWrapper", "FluentMetric<MeanMetricWrapper>", Set.of("name"), """
                        @Override public MetricState newState() {
                            return new MetricState(1);
                        }
                        @Override public void update(MetricState state, Tensor yTrue, Tensor yPred, @Nullable Tensor weight) {}
                        @Override public double result(MetricState state) {
                            return 0;
                        }
                        @Override public Direction direction() {
                            return Direction.MAXIMIZE;
                        }
                    """),
            new Source("Descent", "FluentOptimizer<Descent>", Set.of("name"), """
                        public Descent() {
                            super(0.25);
                        }
                        @Override protected Update update(float lr, long t) {
                            return (w, g, s, from, to) -> {};
                        }
                    """));

    private final ClassLoader loader;

    private OwnComponents(ClassLoader loader) {
        this.loader = loader;
    }

    /** Compiles the classes into a folder. */
    static OwnComponents compiled(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(Files.writeString(folder.resolve("Distribution.java"), "package " + PACKAGE + ";\n" + DISTRIBUTION));
        for (Source source : SOURCES) {
            files.add(Files.writeString(folder.resolve(source.name + ".java"), source.text()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-cp", System.getProperty("java.class.path"), "-d", folder.toString(), "-proc:none", "-nowarn");
            boolean isCompiled = compiler.getTask(
                            complaints, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertTrue(isCompiled, complaints.toString());
        }
        URL[] path = {folder.toUri().toURL()};
        return new OwnComponents(new URLClassLoader(path, OwnComponents.class.getClassLoader()));
    }

    /** A new component of the class with this simple name. */
    Configurable create(String name) {
        try {
            Constructor<?> constructor = loader.loadClass(PACKAGE + "." + name).getDeclaredConstructor();
            return (Configurable) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(name, e);
        }
    }

    /** A new component of each class. */
    List<Configurable> all() {
        return SOURCES.stream().map(source -> create(source.name)).toList();
    }
}
