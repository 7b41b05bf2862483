package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NativeBlasTest {
    @TempDir
    Path folder;

    @Test
    void limitsConcurrentCallsOfTwoHundredThreads() throws Exception {
        ChildJvm child = ChildJvm.run(folder, List.of("-Xmx512m"), ConcurrentCallersProgram.class);
        assertEquals(0, child.exit(), child.errors());
        String[] counts = child.out().split(" ");
        int workers = 3;
        assertTrue(
                Integer.parseInt(counts[0]) <= workers + NativeBlas.permitCount(), counts[0] + " native calls at once");
        assertEquals("0", counts[1], "wrong products");
        assertEquals("", child.errors());
    }

    /** {@code -Dcornet.calls=1000000} makes more calls. */
    @Test
    void computesOrRefusesRandomCalls() throws Exception {
        int calls = Integer.getInteger("cornet.calls", 100_000);
        ChildJvm child = ChildJvm.run(folder, List.of("-Xmx512m"), RandomCallsProgram.class, Integer.toString(calls));
        assertEquals(0, child.exit(), child.errors());
        int refused = Integer.parseInt(child.out());
        assertTrue(refused > calls / 5 && refused < calls / 10 * 9, refused + " refused");
    }

    /** The heap has a fixed size and is touched at the start, so that only memory outside the heap can grow. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void doesNotLeakMemoryInAMillionSmallProducts() throws Exception {
        List<String> options = List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
        ChildJvm child = ChildJvm.run(folder, options, ManyProductsProgram.class);
        assertEquals(0, child.exit(), child.errors());
        int kilobytes = Integer.parseInt(child.out());
        assertTrue(kilobytes < 16 * 1024, "grown by " + kilobytes + " KB");
    }
}
