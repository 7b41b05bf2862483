package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests loading of the native library; if it fails, plain Java computes and one warning states the cause and the remedy. */
class NativeLoaderTest {
    private static final String LIBRARY_OPTION = "-Ddev.ludovic.netlib.blas.nativeLibPath=";

    @TempDir
    Path folder;

    /** The class path of the tests without some jars. */
    private static String without(Predicate<String> jar) {
        return Stream.of(ChildJvm.classPath().split(File.pathSeparator))
                .filter(entry -> !jar.test(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private String warning(String classPath, List<String> options) throws Exception {
        ChildJvm child = ChildJvm.run(folder, options, classPath, OneProductProgram.class);
        assertEquals(0, child.exit(), child.errors());
        assertTrue(child.out().startsWith("[19.0, 22.0, 43.0, 50.0] by plain Java"), child.out());
        List<String> lines = child.errors()
                .lines()
                .filter(l -> l.startsWith("Cornet warning: "))
                .toList();
        assertEquals(1, lines.size(), child.errors());
        String start = "Cornet warning: openblas cannot be used, computing in plain Java (many times slower): ";
        assertTrue(lines.get(0).startsWith(start), lines.get(0));
        return lines.get(0).substring(start.length());
    }

    @Test
    void loadsTheLibraryOfTheClassPath() throws Exception {
        ChildJvm child = ChildJvm.run(folder, List.of(), OneProductProgram.class);
        assertTrue(child.out().startsWith("[19.0, 22.0, 43.0, 50.0] by OpenBLAS (libopenblas"), child.out());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void startsLoadingWithTheFirstLayer() throws Exception {
        ChildJvm child = ChildJvm.run(folder, List.of(), OneLayerProgram.class);
        assertEquals("true", child.out(), child.errors());
    }

    @Test
    void namesTheArtifactWhenThePlatformsLibraryIsMissing() throws Exception {
        String warning = warning(without(jar -> jar.matches("openblas-.*-(linux|macosx|windows)-.*")), List.of());
        assertTrue(warning.startsWith("OpenBLAS does not load on " + System.getProperty("os.name")), warning);
        assertTrue(warning.contains("Add org.bytedeco:openblas with the classifier of this platform"), warning);
    }

    @Test
    void namesTheArtifactWhenAllOfOpenBlasIsMissing() throws Exception {
        String warning = warning(without(jar -> jar.matches("(openblas|javacpp)-.*")), List.of());
        assertTrue(warning.contains("openblas_nolapack"), warning);
        assertTrue(warning.contains("Add org.bytedeco:openblas with the classifier of this platform"), warning);
    }

    @Test
    void reportsABrokenUserLibrary() throws Exception {
        Path broken = Files.writeString(folder.resolve("libbroken.so"), "no library at all");
        String warning = warning(ChildJvm.classPath(), List.of(LIBRARY_OPTION + broken));
        assertTrue(warning.startsWith(broken + " does not load on "), warning);
        assertTrue(warning.contains("leave that option away"), warning);
    }

    @Test
    void reportsAMissingUserLibrary() throws Exception {
        String warning = warning(ChildJvm.classPath(), List.of(LIBRARY_OPTION + folder.resolve("libnone.so")));
        assertTrue(warning.contains("there is no such file"), warning);
    }

    @Test
    void doctorReportsLibraryCoreAndSpeed() throws Exception {
        String report = ChildJvm.run(folder, List.of(), Doctor.class).out();
        assertTrue(report.matches("(?s).*\nlibrary +\\S*openblas\\S*\n.*"), report);
        assertTrue(report.matches("(?s).*\ncore +\\w+\n.*"), report);
        assertTrue(report.matches("(?s).*\nspeed +\\d+ GFLOP/s on \\d+ threads\n +\\d+ GFLOP/s on 1 thread"), report);
    }

    @Test
    void doctorReportsWhyThereIsNoLibrary() throws Exception {
        String classPath = without(jar -> jar.matches("(openblas|javacpp)-.*"));
        String report = ChildJvm.run(folder, List.of(), classPath, Doctor.class).out();
        assertTrue(report.contains("\nlibrary  none: OpenBLAS does not load on "), report);
        assertTrue(report.contains("\nbackend  plain Java"), report);
    }

    private List<String> folders(String cache) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        return List.of("-Djava.io.tmpdir=" + temporary, "-Dcornet.cache=" + folder.resolve(cache));
    }

    private static Path library(Path cache) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(p -> p.getFileName().toString().startsWith("libopenblas"))
                    .filter(p -> !Files.isSymbolicLink(p))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The changed file has the same length and modification time as before. */
    @Test
    void unpacksAChangedLibraryAgain() throws Exception {
        List<String> options = folders("cache");
        assertEquals(0, ChildJvm.run(folder, options, OneProductProgram.class).exit());
        Path library = library(folder.resolve("cache"));
        byte[] original = Files.readAllBytes(library);
        FileTime time = Files.getLastModifiedTime(library);
        byte[] changed = original.clone();
        changed[changed.length / 2] ^= 1;
        Files.write(library, changed);
        Files.setLastModifiedTime(library, time);
        ChildJvm child = ChildJvm.run(folder, options, OneProductProgram.class);
        assertTrue(child.out().startsWith("[19.0, 22.0, 43.0, 50.0] by OpenBLAS"), child.out() + child.errors());
        assertArrayEquals(original, Files.readAllBytes(library));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesNoFilesInTheTemporaryFolder() throws Exception {
        List<String> options = folders("cache");
        assertEquals(0, ChildJvm.run(folder, options, OneProductProgram.class).exit());
        List<String> noCache = List.of(options.get(0), "-Dcornet.cache=/proc/nothing");
        ChildJvm child = ChildJvm.run(folder, noCache, OneProductProgram.class);
        assertTrue(child.out().startsWith("[19.0, 22.0, 43.0, 50.0] by OpenBLAS"), child.out() + child.errors());
        try (Stream<Path> left = Files.list(folder.resolve("temporary"))) {
            assertEquals(
                    List.of(),
                    left.filter(p -> !p.toString().contains("hsperf")).toList());
        }
        assertEquals(
                PosixFilePermissions.fromString("rwx------"),
                Files.getPosixFilePermissions(folder.resolve("cache").resolve("natives")));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesAFolderThatOthersCanWrite() throws Exception {
        Path open = Files.createDirectories(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path inner = Files.createDirectories(open.resolve("inner"));
        ChildJvm child = ChildJvm.run(
                folder,
                List.of(
                        "-Dorg.bytedeco.javacpp.cachedir=" + inner,
                        folders("cache").get(0)),
                OneProductProgram.class);
        assertTrue(
                child.errors().contains(open + " can be written by every user, who could put other libraries there"),
                child.errors());
        assertFalse(child.errors().contains("Add org.bytedeco"), child.errors());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesALibraryWithoutBlas() throws Exception {
        assertEquals(
                0,
                ChildJvm.run(folder, folders("cache"), OneProductProgram.class).exit());
        Path other = library(folder.resolve("cache")).resolveSibling("libquadmath.so.0");
        assertTrue(Files.exists(other));
        String warning = warning(ChildJvm.classPath(), List.of(LIBRARY_OPTION + other));
        assertTrue(warning.contains("it is no BLAS library: it has no function sgemm_"), warning);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void reportsAnUnwritableTemporaryFolder() throws Exception {
        String warning = warning(
                ChildJvm.classPath(),
                List.of("-Djava.io.tmpdir=/proc/nothing", folders("cache").get(1)));
        assertTrue(warning.endsWith("Name another one by -Djava.io.tmpdir=FOLDER."), warning);
    }

    @Test
    void namesTheMissingJarOfNetlib() throws Exception {
        String warning = warning(without(jar -> jar.startsWith("arpack")), folders("cache"));
        assertTrue(warning.contains("Add net.sourceforge.f2j:arpack_combined_all"), warning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cornet.backend=opnblas | cornet.backend must be one of [java, openblas], the backends on the class path, got \"opnblas\"",
                "cornet.precision=exacto | cornet.precision must be one of [exact, fast], got \"exacto\"",
                "cornet.threads=two | cornet.threads must be a whole number from 1 to 1024, got \"two\"",
                "cornet.threads=0 | cornet.threads must be a whole number from 1 to 1024, got \"0\"",
                "cornet.threads=2000 | cornet.threads must be a whole number from 1 to 1024, got \"2000\""
            })
    void refusesInvalidSettings(String setting, String message) throws Exception {
        ChildJvm child = ChildJvm.run(folder, List.of("-D" + setting), OneProductProgram.class);
        assertEquals(1, child.exit());
        assertTrue(
                child.errors().lines().anyMatch(l -> l.endsWith("OptionException: the system property " + message)),
                child.errors());
    }

    /** Programs that start at the same time neither load nor delete a library that another is still unpacking. */
    @Test
    void allowsConcurrentStarts() throws Exception {
        List<String> options = folders("cache");
        List<Callable<ChildJvm>> starts =
                Collections.nCopies(4, () -> ChildJvm.run(folder, options, OneProductProgram.class));
        ExecutorService threads = Executors.newFixedThreadPool(starts.size());
        try {
            for (Future<ChildJvm> child : threads.invokeAll(starts)) {
                assertTrue(
                        child.get().out().startsWith("[19.0, 22.0, 43.0, 50.0] by OpenBLAS"),
                        child.get().errors());
            }
        } finally {
            threads.shutdown();
        }
    }
}
