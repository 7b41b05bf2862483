package dev.cornet.formats.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short run of {@link Fuzz} in a JVM of 256 MB. A long one:
 *
 * <pre>{@code
 * mvn -pl formats -am test -Dtest=FileFuzzTest -Dsurefire.failIfNoSpecifiedTests=false -Dcornet.fuzz=1000000 -Dcornet.fuzz.seed=8
 * }</pre>
 *
 * <p>A long run writes its table of results to {@code target/fuzz.txt} and failing files to {@code target/fuzz}.
 */
class FileFuzzTest {
    private static final int SHORT_RUN = 5000;

    @TempDir
    Path temporary;

    @Test
    void everyDamagedFileIsReadOrRefusedWithinBounds() throws Exception {
        int count = Integer.getInteger("cornet.fuzz", SHORT_RUN);
        boolean isLong = count > SHORT_RUN;
        Path folder = isLong ? Files.createDirectories(Path.of("target", "fuzz")) : temporary;
        Path log = isLong ? Path.of("target", "fuzz.txt") : temporary.resolve("fuzz.txt");
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:+UseSerialGC",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Fuzz.class.getName(),
                        Integer.toString(count),
                        System.getProperty("cornet.fuzz.seed", "7"),
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, child.waitFor(), () -> read(log));
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
