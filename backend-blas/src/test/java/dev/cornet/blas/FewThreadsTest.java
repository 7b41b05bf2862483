package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Where the system starts fewer threads than there should be, fewer compute. */
class FewThreadsTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void goesOnWithTheThreadsThatStart() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String options = " -XX:+UseSerialGC -Xmx200m -XX:ThreadStackSize=1048576 -Dcornet.threads=64 -cp "; // 1 GB each
        Process child = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -v 40000000; exec '" + java + "'" + options + "'" + Child.classPath() + "' "
                                + OneProduct.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), said);
        assertTrue(said.contains("[19.0, 22.0, 43.0, 50.0] by "), said);
        assertTrue(
                said.matches("(?s).*the system lets Java start \\d+ of 63 threads for computing; going on with.*"),
                said);
    }
}
