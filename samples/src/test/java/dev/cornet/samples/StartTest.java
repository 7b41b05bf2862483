package dev.cornet.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Digits;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Adam;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A user's program writes nothing to standard error except messages of Cornet and of the program. */
class StartTest {
    private static final String LOG = "-Dorg.slf4j.simpleLogger.";

    @TempDir
    Path folder;

    /** A shorter form of the program in the README. */
    static final class Digit {
        public static void main(String[] arguments) {
            Cornet.setSeed(1);
            DataSet digits = Digits.load().rescale(1 / 16.0);
            Sequential model = new Sequential();
            model.add(new Flatten().inputShape(8, 8, 1));
            model.add(new Dense(10).activation("softmax"));
            model.compile(new Adam(1e-3), "sparse_categorical_crossentropy", "accuracy");
            model.fit(
                    digits.xTrain(),
                    digits.yTrain(),
                    new Fit().epochs(1).stepsPerEpoch(arguments.length == 0 ? 5 : 50));
        }
    }

    /** A program that begins by reading a file of Keras. */
    static final class ReadsKeras {
        public static void main(String[] arguments) {
            System.out.println(Model.load(arguments[0]).countParams() > 0);
        }
    }

    /** A program that gets loggers of its own in two threads while Cornet is being loaded. */
    static final class LogsItself {
        public static void main(String[] arguments) throws InterruptedException {
            new Dense(1);
            LoggerFactory.getLogger("own").warn("hello");
            new Dense(2);
            Thread other = new Thread(() -> LoggerFactory.getLogger("other").warn("hello"));
            other.start();
            other.join();
            Digit.main(arguments);
        }
    }

    private record Ran(int exit, String out, String errors) {}

    private Ran run(boolean binding, List<String> options, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(part ->
                        binding || !Path.of(part).getFileName().toString().startsWith("slf4j-simple"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) { // otherwise the JVM writes warnings
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        int exit = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        return new Ran(exit, Files.readString(out), Files.readString(errors));
    }

    private String kerasFile() throws IOException {
        Path file = folder.resolve("tiny.h5");
        try (InputStream in = StartTest.class.getResourceAsStream("/golden/keras-files/tiny.h5")) {
            Files.write(file, in.readAllBytes());
        }
        return file.toString();
    }

    @Test
    void startsSilentlyWithoutALoggingBinding() throws Exception {
        Ran ran = run(false, List.of(), Digit.class);
        assertEquals("", ran.errors());
        assertTrue(ran.out().contains("5/5"), ran.out());
        assertEquals(0, ran.exit());
    }

    @Test
    void readsFilesOfKerasSilentlyWithoutALoggingBinding() throws Exception {
        Ran ran = run(false, List.of(), ReadsKeras.class, kerasFile());
        assertEquals("", ran.errors());
        assertEquals("true", ran.out().strip());
    }

    @Test
    void keepsTheUsersVerbosity() throws Exception {
        Ran ran = run(false, List.of("-Dslf4j.internal.verbosity=WARN"), LogsItself.class);
        assertTrue(ran.errors().contains("No SLF4J providers were found"), ran.errors());
    }

    @Test
    void logsTheBackendIfThereIsABinding() throws Exception {
        Ran ran = run(true, List.of(LOG + "defaultLogLevel=info"), Digit.class);
        assertTrue(ran.errors().startsWith("INFO "), ran.errors());
        assertEquals(1, ran.errors().lines().count(), ran.errors());
    }

    @Test
    void usersLoggersAreNeverReplayed() throws Exception {
        Ran ran = run(true, List.of(LOG + "showLogName=true"), LogsItself.class);
        assertTrue(ran.errors().contains("own - hello"), ran.errors());
        assertTrue(ran.errors().contains("other - hello"), ran.errors());
        assertFalse(ran.errors().contains("SLF4J"), ran.errors());
    }

    @Test
    void warnsWithoutALoggingBinding() throws Exception {
        Ran ran = run(false, List.of(), Digit.class, "longer");
        assertEquals(
                "Cornet warning: The source ran out of batches after 45 of the 50 steps of this epoch; ask for fewer steps"
                        + " or give a longer source.",
                ran.errors().strip());
    }
}
