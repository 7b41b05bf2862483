package dev.cornet.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.error.CornetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFileTest {
    private static final byte[] OLD = "the old content".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "the new content, somewhat longer".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void writesAndReplaces() throws IOException {
        Path file = folder.resolve("a.cornet");
        SafeFile.write(file, out -> out.write(OLD));
        SafeFile.write(file, out -> out.write(NEW));
        assertEquals(new String(NEW, StandardCharsets.UTF_8), Files.readString(file));
        assertEquals(List.of("a.cornet"), names());
    }

    @Test
    void leavesTheOldFileWhereverWritingFails() throws IOException {
        Path file = folder.resolve("a.cornet");
        Files.write(file, OLD);
        for (int n = 0; n <= NEW.length; n++) {
            int fails = n;
            String message = assertThrows(
                            CornetException.class,
                            () -> SafeFile.write(file, out -> {
                                out.write(NEW, 0, fails);
                                out.flush();
                                throw new IOException("No space left on device");
                            }))
                    .getMessage();
            assertEquals(
                    "cannot write " + file + ": No space left on device. What stood there before is untouched.",
                    message);
            assertEquals(new String(OLD, StandardCharsets.UTF_8), Files.readString(file));
            assertEquals(List.of("a.cornet"), names());
        }
    }

    @Test
    void leavesTheOldFileWhenTheContentThrows() throws IOException {
        Path file = folder.resolve("a.cornet");
        Files.write(file, OLD);
        assertThrows(
                IllegalStateException.class,
                () -> SafeFile.write(file, out -> {
                    throw new IllegalStateException("a bug");
                }));
        assertEquals(List.of("a.cornet"), names());
        assertEquals(new String(OLD, StandardCharsets.UTF_8), Files.readString(file));
    }

    @Test
    void tellsWhyAPlaceCannotBeWritten() throws IOException {
        Path missing = folder.resolve("no/a.cornet");
        assertTrue(message(missing).contains("the folder " + folder.resolve("no") + " does not exist; make it first"));
        assertTrue(message(folder).contains("it is a folder"));
        Path file = Files.write(folder.resolve("file"), OLD);
        assertTrue(message(file.resolve("a.cornet")).contains("does not exist"));
    }

    private static String message(Path file) {
        return assertThrows(CornetException.class, () -> SafeFile.write(file, out -> out.write(NEW)))
                .getMessage();
    }

    @Test
    void removesWhatADeadProcessLeftAndNothingElse() throws IOException {
        Path file = folder.resolve("a.cornet");
        Files.write(folder.resolve(".a.cornet.123-0.tmp"), OLD);
        Files.write(folder.resolve(".a.cornet.notes.tmp"), OLD);
        Files.write(folder.resolve(".b.cornet.123-0.tmp"), OLD);
        SafeFile.write(file, out -> {
            out.write(OLD);
            SafeFile.write(file, inner -> inner.write(NEW)); // the outer temporary file is in use and stays
        });
        assertEquals(new String(OLD, StandardCharsets.UTF_8), Files.readString(file));
        assertEquals(List.of(".a.cornet.notes.tmp", ".b.cornet.123-0.tmp", "a.cornet"), names());
    }

    @Test
    void writesThroughALinkAndWhenInterrupted() throws IOException {
        Path real = Files.write(folder.resolve("real"), OLD);
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        Thread.currentThread().interrupt();
        SafeFile.write(link, out -> out.write(NEW));
        assertTrue(Thread.interrupted());
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(new String(NEW, StandardCharsets.UTF_8), Files.readString(real));
    }
}
