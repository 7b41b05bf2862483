package dev.cornet.samples.wrong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * More than four hundred mistakes that users make: each is refused with the right exception and a message that says how to fix it.
 * {@code -Dcornet.wrongUses=FILE} writes all of them with their messages to a file for review.
 */
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
                        WrongData.uses(dir),
                        WrongTensors.uses(),
                        WrongNames.uses(),
                        WrongObjects.uses(),
                        WrongTargets.uses(),
                        WrongLabels.uses(),
                        WrongModels.uses(),
                        WrongStacks.uses(),
                        WrongKinds.uses(),
                        WrongTexts.uses(dir),
                        WrongFiles.uses(dir),
                        WrongValues.uses(dir),
                        WrongOwn.uses(dir),
                        WrongNulls.uses())
                .flatMap(uses -> uses);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uses")
    void refusesWithAHelpfulMessage(WrongUse wrong) {
        String message = assertThrowsExactly(wrong.type(), wrong.use()).getMessage();
        String shown = message.replace(dir.toString(), "{dir}").replace('\\', '/');
        if (!wrong.fits(shown)) {
            assertEquals(wrong.message(), shown);
        }
    }

    @Test
    void hasMoreThanFourHundredMistakes() throws IOException {
        List<String> names = uses().map(WrongUse::what).toList();
        assertTrue(names.size() > 400, "" + names.size());
        assertEquals(names.size(), names.stream().distinct().count(), "each has a name of its own");
        String file = System.getProperty("cornet.wrongUses");
        if (file != null) {
            Files.writeString(
                    Path.of(file),
                    uses().map(use -> use.what() + "\n    " + use.type().getSimpleName() + ": "
                                    + use.message().replace("\n", "\n    "))
                            .collect(Collectors.joining("\n\n", "", "\n")));
        }
    }

    /** No message contains object addresses, Java class names or internal terms. */
    @Test
    void noMessageNamesInternals() {
        for (WrongUse use : uses().toList()) {
            assertFalse(
                    use.message()
                            .matches(
                                    "(?s).*(@[0-9a-f]{5,}|java\\.|Exception|leading dimension|\\[L|null\\b.*pointer).*"),
                    use.what() + ": " + use.message());
        }
    }
}
