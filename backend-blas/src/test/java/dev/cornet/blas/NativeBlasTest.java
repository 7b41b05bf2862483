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
    void twoHundredCallersNeverCrowdIntoTheLibrary() throws Exception {
        Child child = Child.run(folder, List.of("-Xmx512m"), ManyCallers.class);
        assertEquals(0, child.exit(), child.errors());
        String[] counts = child.out().split(" ");
        int workers = 3;
        assertTrue(Integer.parseInt(counts[0]) <= workers + NativeBlas.permits(), counts[0] + " native calls at once");
        assertEquals("0", counts[1], "wrong products");
        assertEquals("", child.errors());
    }

    /** {@code -Dcornet.calls=1000000} for a long run. */
    @Test
    void randomCallsEndInAnAnswerOrARefusal() throws Exception {
        int calls = Integer.getInteger("cornet.calls", 100_000);
        Child child = Child.run(folder, List.of("-Xmx512m"), RandomCalls.class, Integer.toString(calls));
        assertEquals(0, child.exit(), child.errors());
        int refused = Integer.parseInt(child.out());
        assertTrue(refused > calls / 5 && refused < calls / 10 * 9, refused + " refused");
    }

    /** With a heap of fixed size that is touched from the start, what grows is outside of it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aMillionSmallProductsLeaveTheProcessAsItIs() throws Exception {
        List<String> options = List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
        Child child = Child.run(folder, options, ManyProducts.class);
        assertEquals(0, child.exit(), child.errors());
        int kilobytes = Integer.parseInt(child.out());
        assertTrue(kilobytes < 16 * 1024, "grown by " + kilobytes + " KB");
    }
}
