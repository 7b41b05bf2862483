package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.models.Callback;
import dev.cornet.models.TrainingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks of every callback class in the compiled package: each has a test class, and saves its state in checkpoints. */
class EveryCallbackTest {
    private static List<Class<?>> callbacks() throws Exception {
        Path classes = Path.of(Callback.class
                        .getClassLoader()
                        .getResource("dev/cornet/callbacks/CSVLogger.class")
                        .toURI())
                .getParent();
        try (Stream<Path> files = Files.list(classes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.contains("package-info"))
                    .<Class<?>>map(EveryCallbackTest::load)
                    .filter(type -> Callback.class.isAssignableFrom(type)
                            && !java.lang.reflect.Modifier.isAbstract(type.getModifiers()))
                    .toList();
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName("dev.cornet.callbacks." + file.replace(".class", ""));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void hasATestClass() throws Exception {
        assertTrue(callbacks().size() >= 8, callbacks().toString());
        for (Class<?> type : callbacks()) {
            assertDoesNotThrow(() -> Class.forName(type.getName() + "Test"), type.getName());
        }
    }

    /** A callback that resets state when training begins must save it, or a resumed training would differ. */
    @Test
    void savesItsStateInCheckpoints() throws Exception {
        for (Class<?> type : callbacks()) {
            boolean hasState = Stream.of(type.getDeclaredMethods())
                            .anyMatch(m -> m.getName().equals("onTrainBegin"))
                    && type != LambdaCallback.class;
            boolean savesState = Stream.of(type.getDeclaredMethods())
                    .anyMatch(m -> m.getName().equals("state"));
            assertEquals(hasState, savesState, type.getSimpleName());
        }
    }

    /** Checkpoints name the library's callbacks by their simple names, and those of users by their registered names. */
    @Test
    void isNamedInCheckpoints() throws Exception {
        for (Class<?> type : callbacks()) {
            assertEquals(type.getSimpleName(), TrainingState.nameOf(type));
        }
        assertEquals("dev.cornet.callbacks>EveryCallbackTest.CSVLogger", TrainingState.nameOf(CSVLogger.class));
    }

    /** Has the simple name of a class of the library. */
    private static final class CSVLogger extends Callback {}
}
