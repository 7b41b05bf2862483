package dev.cornet.formats.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cornet.backend.Backends;
import dev.cornet.backend.JavaBackend;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A sample of random models predicts, evaluates and trains as in Keras, also after saving and loading, and with the same bits in one thread
 * and in two. The build runs this test on each backend.
 */
final class DifferentialTest {
    @TempDir
    Path folder;

    static List<RandomModel> sample() throws IOException {
        List<RandomModel> all = new ArrayList<>();
        for (JsonNode one : new ObjectMapper().readTree(Golden.bytes("differential", "models.json"))) {
            all.add(new RandomModel(one));
        }
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sample")
    void agreesWithKeras(RandomModel random) {
        assertEquals(List.of(), Differential.check(random, folder));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sample")
    void trainsToTheSameBitsInTwoThreads(RandomModel random) {
        assertEquals(List.of(), Differential.checkThreads(random));
    }

    @Test
    void reportsMismatches() throws IOException {
        RandomModel random = sample().get(0);
        List<String> found = Differential.check(random.withWeightsDoubled(), folder);
        assertTrue(found.stream().anyMatch(line -> line.contains("predict 0: off by")), found::toString);
        assertTrue(found.stream().anyMatch(line -> line.contains("evaluate loss: off by")), found::toString);
    }

    @Test
    void computesOnTheBackendOfThisRun() {
        boolean plain = System.getProperty("cornet.backend", "").equals("java");
        assertEquals(plain, Backends.current() instanceof JavaBackend);
    }
}
