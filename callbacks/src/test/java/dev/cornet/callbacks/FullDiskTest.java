package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.SGD;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writing to a full disk: the error names the file, an existing file is not changed, no partial file is left, and the training has done a
 * whole number of steps. Runs in a child process with a limit on the size of files.
 */
class FullDiskTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);
    private static final int EPOCHS = 2_000;

    @TempDir
    Path folder;

    private static Sequential model(int units) {
        Sequential model = new Sequential(
                new Dense(units).kernelInitializer("ones").inputShape(1), new Dense(1).kernelInitializer("zeros"));
        model.compile(new SGD(1e-3), "mse");
        return model;
    }

    private static Fit fit(Callback... callbacks) {
        return new Fit().epochs(EPOCHS).verbose(0).callbacks(callbacks);
    }

    /** The program of the child process; its argument is the folder. */
    public static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            Path log = folder.resolve("log.csv");
            Sequential logged = model(1);
            String message = assertThrows(CornetException.class, () -> logged.fit(X, X, fit(new CSVLogger(log))))
                    .getMessage();
            assertTrue(message.contains(log + " cannot be written"), message);
            assertTrue(Files.readString(log).endsWith("\r\n"), "half a line");
            int lines = Files.readAllLines(log).size() - 1;
            assertEquals(lines, logged.history().epochCount());
            assertEquals(lines + 1, logged.optimizer().steps());

            Path image = folder.resolve("i.png");
            Images.saveImg(image.toString(), Tensor.zeros(2, 2, 3));
            byte[] before = Files.readAllBytes(image);
            Tensor randomImage = Tensor.zeros(200, 200, 3);
            for (int i = 0; i < randomImage.size(); i++) {
                randomImage.data()[i] = (float) new RandomStream(1).uniform(i, 0, 1);
            }
            message = assertThrows(CornetException.class, () -> Images.saveImg(image.toString(), randomImage))
                    .getMessage();
            assertTrue(message.contains(image.toString()), message);
            assertArrayEquals(before, Files.readAllBytes(image));

            Path backup = folder.resolve("backup");
            Callback growing = new Callback() { // saves twice as much in each epoch, until the file limit is exceeded
                        private int epochs;

                        @Override
                        public void onEpochEnd(int epoch, Map<String, Double> logs) {
                            epochs = epoch;
                        }

                        @Override
                        public Map<String, Tensor> tensors() {
                            return Map.of("many", Tensor.zeros(1 << epochs));
                        }
                    };
            Sequential backedUp = model(1);
            message = assertThrows(
                            CornetException.class,
                            () -> backedUp.fit(
                                    X, X, fit(growing, new BackupAndRestore(backup.toString()).doubleCheckpoint(true))))
                    .getMessage();
            assertTrue(message.contains(backup.resolve("latest.cornet").toString()), message);
            int steps = (int) backedUp.optimizer().steps();
            assertEquals(steps, backedUp.history().epochCount());
            assertEquals(
                    steps - 1,
                    Model.load(backup.resolve("latest.cornet").toString())
                            .optimizer()
                            .steps());
            try (Stream<Path> files = Files.walk(folder)) {
                assertEquals(
                        List.of("child.txt", "i.png", "latest.cornet", "log.csv"),
                        files.filter(Files::isRegularFile)
                                .map(file -> file.getFileName().toString())
                                .sorted()
                                .toList());
            }
            System.out.println("all is well");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void noFileIsDamaged() throws Exception {
        Path output = folder.resolve("child.txt");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f 40; exec \"$0\" -XX:-UsePerfData -Dcornet.backend=java -cp \"$1\" \"$2\" \"$3\"",
                        java,
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        child.waitFor();
        assertTrue(Files.readString(output).endsWith("all is well" + System.lineSeparator()), () -> "" + read(output));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
