package dev.cornet.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cornet.exceptions.CornetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
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
        AtomicFile.write(file, out -> out.write(OLD));
        AtomicFile.write(file, out -> out.write(NEW));
        assertEquals(new String(NEW, StandardCharsets.UTF_8), Files.readString(file));
        assertEquals(List.of("a.cornet"), names());
    }

    /** File systems allow names of 255 bytes, also for the temporary file. */
    @Test
    void writesFilesOfTheLongestNames() throws IOException {
        for (String name : List.of("x".repeat(255), "ä".repeat(127) + "y", "z".repeat(201))) {
            Path file = folder.resolve(name);
            AtomicFile.write(file, out -> out.write(OLD));
            AtomicFile.write(file, out -> out.write(NEW));
            assertEquals(new String(NEW, StandardCharsets.UTF_8), Files.readString(file));
            Files.delete(file);
            assertEquals(List.of(), names());
        }
    }

    @Test
    void keepsTheOldFileWhereverWritingFails() throws IOException {
        Path file = folder.resolve("a.cornet");
        Files.write(file, OLD);
        for (int n = 0; n <= NEW.length; n++) {
            int length = n;
            String message = assertThrows(
                            CornetException.class,
                            () -> AtomicFile.write(file, out -> {
                                out.write(NEW, 0, length);
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
    void keepsTheOldFileIfTheContentThrows() throws IOException {
        Path file = folder.resolve("a.cornet");
        Files.write(file, OLD);
        assertThrows(
                IllegalStateException.class,
                () -> AtomicFile.write(file, out -> {
                    throw new IllegalStateException("a bug");
                }));
        assertEquals(List.of("a.cornet"), names());
        assertEquals(new String(OLD, StandardCharsets.UTF_8), Files.readString(file));
    }

    @Test
    void saysWhyAFileCannotBeWritten() throws IOException {
        Path missing = folder.resolve("no/a.cornet");
        assertTrue(message(missing).contains("the folder " + folder.resolve("no") + " does not exist; make it first"));
        assertTrue(message(folder).contains("it is a folder"));
        Path file = Files.write(folder.resolve("file"), OLD);
        assertTrue(message(file.resolve("a.cornet")).contains("does not exist"));
    }

    private static String message(Path file) {
        return assertThrows(CornetException.class, () -> AtomicFile.write(file, out -> out.write(NEW)))
                .getMessage();
    }

    @Test
    void deletesOnlyTemporaryFilesOfDeadProcesses() throws IOException {
        Path file = folder.resolve("a.cornet");
        Files.write(folder.resolve(".a.cornet.123-0.tmp"), OLD);
        Files.write(folder.resolve(".a.cornet.notes.tmp"), OLD);
        Files.write(folder.resolve(".b.cornet.123-0.tmp"), OLD);
        AtomicFile.write(file, out -> {
            out.write(OLD);
            AtomicFile.write(file, inner -> inner.write(NEW)); // the outer temporary file is in use and stays
        });
        assertEquals(new String(OLD, StandardCharsets.UTF_8), Files.readString(file));
        assertEquals(List.of(".a.cornet.notes.tmp", ".b.cornet.123-0.tmp", "a.cornet"), names());
    }

    @Test
    void deletesTemporaryFilesOfDeadProcessesByTheNamesOfTheirTargets() throws IOException {
        List<String> stay = List.of(
                ".a_1.cornet.123-0.tmp",
                ".a_12.png.notes.tmp",
                ".b_12.png.123-0.tmp",
                "a_12.png",
                "a_12.png.123-0.tmp");
        for (String name : stay) {
            Files.write(folder.resolve(name), OLD);
        }
        Files.write(folder.resolve(".a_12.png.123-0.tmp"), OLD);
        Files.write(folder.resolve(".a_\n.png.4-567.tmp"), OLD);
        AtomicFile.removeAbandoned(folder, Pattern.compile("a_(12|\n|x)\\.png|a_9"));
        assertEquals(stay, names());
        AtomicFile.removeAbandoned(folder.resolve("no"), Pattern.compile(".*")); // does nothing
    }

    @Test
    void quickWritesSearchAFolderOnce() throws IOException {
        Files.write(folder.resolve(".b.png.123-0.tmp"), OLD);
        AtomicFile.writeQuickly(folder.resolve("a.png"), out -> out.write(NEW));
        assertEquals(List.of(".b.png.123-0.tmp", "a.png"), names());
        Files.write(folder.resolve(".c.png.123-0.tmp"), OLD);
        AtomicFile.writeQuickly(folder.resolve("b.png"), out -> out.write(NEW));
        AtomicFile.writeQuickly(folder.resolve("c.png"), out -> out.write(NEW));
        assertEquals(List.of(".c.png.123-0.tmp", "a.png", "b.png", "c.png"), names());
    }

    /** A folder may be reached by several paths. */
    @Test
    void keepsTheTemporaryFilesOfThisProcess() throws IOException {
        Path real = Files.createDirectories(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        for (List<Path> paths : List.of(List.of(real, link), List.of(link, real), List.of(link, link))) {
            AtomicFile.write(paths.get(0).resolve("a.cornet"), out -> {
                out.write(OLD);
                AtomicFile.removeAbandoned(paths.get(1), Pattern.compile(".*"));
                AtomicFile.write(paths.get(1).resolve("a.cornet"), inner -> inner.write(NEW));
            });
            assertEquals(new String(OLD, StandardCharsets.UTF_8), Files.readString(real.resolve("a.cornet")));
        }
    }

    @Test
    void writesThroughALinkAndInAnInterruptedThread() throws IOException {
        Path real = Files.write(folder.resolve("real"), OLD);
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        Thread.currentThread().interrupt();
        AtomicFile.write(link, out -> out.write(NEW));
        assertTrue(Thread.interrupted());
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(new String(NEW, StandardCharsets.UTF_8), Files.readString(real));
    }

    // ---- interrupts

    /** The interrupt comes at a random moment of the save. */
    @Test
    void anInterruptChangesNothing() throws Exception {
        Path file = folder.resolve("a.cornet");
        for (int i = 0; i < 60; i++) {
            Files.write(file, OLD);
            Files.write(folder.resolve(".a.cornet.123-0.tmp"), OLD); // an abandoned file, to be deleted
            Thread saver = Thread.currentThread();
            CountDownLatch started = new CountDownLatch(1);
            int spins = i * 2000;
            Thread other = new Thread(() -> {
                try {
                    started.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int n = 0; n < spins; n++) {
                    Thread.onSpinWait();
                }
                saver.interrupt();
            });
            other.start();
            AtomicFile.write(file, out -> {
                started.countDown();
                out.write(NEW);
            });
            while (other.isAlive()) {
                Thread.onSpinWait();
            }
            assertTrue(Thread.interrupted(), "the interrupt stays pending");
            assertEquals(new String(NEW, StandardCharsets.UTF_8), Files.readString(file));
            assertEquals(List.of("a.cornet"), names());
        }
    }

    @Test
    void anInterruptWithinTheContentChangesNothing() throws IOException {
        Path file = folder.resolve("a.cornet");
        AtomicFile.write(file, out -> {
            Thread.currentThread().interrupt();
            out.write(NEW);
        });
        assertTrue(Thread.interrupted());
        assertEquals(new String(NEW, StandardCharsets.UTF_8), Files.readString(file));
    }

    // ---- permissions

    private static void requirePosix(Path folder) {
        assumeTrue(Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null);
    }

    @Test
    void keepsThePermissionsOfTheFileThatItReplaces() throws IOException {
        requirePosix(folder);
        Path file = Files.write(folder.resolve("a.cornet"), OLD);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        for (String permissions : List.of("rw-------", "rw-rw-rw-", "rw-r-----", "rwxr-xr-x")) {
            for (Path target : List.of(file, link)) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
                AtomicFile.write(target, out -> {
                    out.write(NEW);
                    out.flush();
                    requireNoMoreThan(permissions);
                });
                assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                assertTrue(Files.isSymbolicLink(link));
            }
        }
    }

    /** The temporary file has no permissions that the file itself does not have. */
    private void requireNoMoreThan(String permissions) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path temporary :
                    files.filter(f -> f.toString().endsWith(".tmp")).toList()) {
                assertTrue(PosixFilePermissions.fromString(permissions)
                        .containsAll(Files.getPosixFilePermissions(temporary)));
            }
        }
    }

    @Test
    void aNewFileHasThePermissionsOfNewFiles() throws IOException {
        requirePosix(folder);
        Path other = Files.write(folder.resolve("other"), OLD);
        Path file = folder.resolve("a.cornet");
        AtomicFile.write(file, out -> out.write(NEW));
        assertEquals(Files.getPosixFilePermissions(other), Files.getPosixFilePermissions(file));
    }

    @Test
    void writesTheTargetOfALinkEvenIfItDoesNotExist() throws IOException {
        Files.createDirectories(folder.resolve("deep"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("deep", "file"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));
        AtomicFile.write(second, out -> out.write(NEW));
        assertTrue(Files.isSymbolicLink(link) && Files.isSymbolicLink(second));
        assertEquals(new String(NEW, StandardCharsets.UTF_8), Files.readString(folder.resolve("deep/file")));
        Path ring = Files.createSymbolicLink(folder.resolve("ring"), Path.of("ring"));
        assertTrue(message(ring).contains("the link leads to itself"));
    }
}
