package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.models.Callback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Walks the compiled package: each callback has its test class, and remembers what it counts. */
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

    /** A count or a best value that a checkpoint does not keep would make a resumed training differ. */
    @Test
    void keepsItsStateInCheckpoints() throws Exception {
        for (Class<?> type : callbacks()) {
            boolean counts = Stream.of(type.getDeclaredMethods())
                            .anyMatch(m -> m.getName().equals("onTrainBegin"))
                    && type != LambdaCallback.class;
            boolean keeps = Stream.of(type.getDeclaredMethods())
                    .anyMatch(m -> m.getName().equals("state"));
            assertEquals(counts, keeps, type.getSimpleName());
        }
    }
}
