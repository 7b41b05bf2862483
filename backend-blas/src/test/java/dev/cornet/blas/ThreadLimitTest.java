package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Tests that Cornet works with fewer threads if the system refuses to start as many as configured. */
class ThreadLimitTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void worksWithTheThreadsThatStart() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String options =
                " -XX:+UseSerialGC -Xmx200m -XX:ThreadStackSize=1048576 -Dcornet.threads=64 -cp "; // 1 GB of stack each
        Process child = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -v 40000000; exec '" + java + "'" + options + "'" + ChildJvm.classPath() + "' "
                                + OneProductProgram.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), output);
        assertTrue(output.contains("[19.0, 22.0, 43.0, 50.0] by "), output);
        assertTrue(
                output.matches("(?s).*the system lets Java start \\d+ of 63 threads for computing; going on with.*"),
                output);
    }
}
