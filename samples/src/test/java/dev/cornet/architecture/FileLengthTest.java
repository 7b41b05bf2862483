package dev.cornet.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FileLengthTest {
    private static final int MAX_LINES = 400;

    @Test
    void noJavaFileIsLongerThanFourHundredLines() throws IOException {
        List<Path> files = javaFiles(projectRoot());
        assertFalse(files.isEmpty(), "no Java file found below " + projectRoot());
        List<String> tooLong = files.stream()
                .filter(file -> lines(file) > MAX_LINES)
                .map(file -> projectRoot().relativize(file) + ": " + lines(file) + " lines")
                .toList();
        assertEquals(List.of(), tooLong, "split these into classes of one task each");
    }

    /** The folder of the parent pom: Surefire runs in the module's own folder. */
    private static Path projectRoot() {
        return Path.of("").toAbsolutePath().getParent();
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean skip = !folder.equals(root) && (name.equals("target") || name.startsWith("."));
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static long lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
