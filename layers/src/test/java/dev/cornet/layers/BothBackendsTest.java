package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.backend.Backends;
import dev.cornet.backend.JavaBackend;
import org.junit.jupiter.api.Test;

/** Checks that the tests run on the intended backend: the build runs them twice, once with {@code cornet.backend=java}, once without. */
final class BothBackendsTest {
    @Test
    void computesOnTheBackendOfThisRun() {
        boolean plain = System.getProperty("cornet.backend", "").equals("java");
        assertEquals(
                plain,
                Backends.current() instanceof JavaBackend,
                () -> "this run is for " + (plain ? "plain Java" : "OpenBLAS") + ", it computes on "
                        + Backends.current().describe());
    }
}
