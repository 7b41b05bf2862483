package dev.cornet.samples.wrong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** More than a hundred mistakes that users make: each is refused by the right exception, with a message that tells how to mend it. */
final class WrongUsesTest {
    @TempDir
    static Path dir;

    static Stream<WrongUse> uses() {
        return Stream.of(
                        WrongLayers.uses(),
                        WrongGraphs.uses(),
                        WrongSequences.uses(),
                        WrongCompiling.uses(),
                        WrongTraining.uses(),
                        WrongData.uses(dir))
                .flatMap(uses -> uses);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uses")
    void refusesAndTeaches(WrongUse wrong) {
        String message = assertThrowsExactly(wrong.type(), wrong.use()).getMessage();
        String shown = message.replace(dir.toString(), "{dir}").replace('\\', '/');
        if (!wrong.fits(shown)) {
            assertEquals(wrong.message(), shown);
        }
    }

    @Test
    void knowsMoreThanAHundredMistakes() {
        List<String> names = uses().map(WrongUse::what).toList();
        assertTrue(names.size() > 100, "" + names.size());
        assertEquals(names.size(), names.stream().distinct().count(), "each has a name of its own");
    }
}
