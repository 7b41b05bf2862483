package dev.cornet.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainJavaTest {
    @TempDir
    Path folder;

    /** Trains, saves, loads and predicts after a one-line warning that computing is slow. */
    @Test
    void everythingWorksWhereTheNativeLibraryIsBroken() throws Exception {
        Path broken = Files.writeString(folder.resolve("libbroken.so"), "no library at all");
        String output =
                Programs.run(folder, TinyTest.class.getName(), "-Ddev.ludovic.netlib.blas.nativeLibPath=" + broken);
        assertEquals(
                1,
                output.lines()
                        .filter(l -> l.contains("openblas cannot be used"))
                        .count(),
                output);
        int at = output.indexOf("test accuracy ") + "test accuracy ".length();
        assertTrue(Double.parseDouble(output.substring(at).strip()) > 0.85, output);
    }
}
