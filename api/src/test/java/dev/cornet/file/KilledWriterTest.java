package dev.cornet.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.saving.Safetensors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes a file leaves a complete file. {@code -Dcornet.kills=50} sets a long run. */
class KilledWriterTest {
    @TempDir
    Path folder;

    private static Process startWriter(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessWriter.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void theFilesOfALiveWriterStay() throws IOException, InterruptedException {
        Process child = startWriter(folder.resolve("w.safetensors"));
        try (BufferedReader out = child.inputReader()) {
            for (int version = 1; version <= 100; version++) {
                for (int n = 0; n < 20; n++) {
                    AtomicFile.removeAbandoned(folder, Pattern.compile("w\\..*"));
                }
                assertEquals(Integer.toString(version), out.readLine(), "the writer has failed");
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void aKilledWriterLeavesTheLastReportedVersionOrANewerOne() throws IOException, InterruptedException {
        Path file = folder.resolve("w.safetensors");
        Random random = new Random(7);
        for (int kills = Integer.getInteger("cornet.kills", 6); kills > 0; kills--) {
            Process child = startWriter(file);
            int reported = 0;
            try (BufferedReader out = child.inputReader()) {
                for (int lines = 1 + random.nextInt(20); lines > 0; lines--) {
                    String line = out.readLine();
                    assertNotNull(line, "the child process has ended by itself");
                    reported = Integer.parseInt(line);
                }
                for (int spin = random.nextInt(2_000_000); spin > 0; spin--) {
                    Thread.onSpinWait(); // so that the kill comes at a random moment of the next write
                }
                child.destroyForcibly().waitFor();
            }
            float[] values = Safetensors.read(file).tensors().get("version").toArray();
            assertTrue(values[0] >= reported, values[0] + " after " + reported);
            for (float value : values) {
                assertEquals(values[0], value);
            }
        }
        AtomicFile.write(file, out -> out.write(1));
        try (var left = Files.list(folder)) {
            assertEquals(1, left.count(), "the temporary files of killed processes are deleted");
        }
    }
}
