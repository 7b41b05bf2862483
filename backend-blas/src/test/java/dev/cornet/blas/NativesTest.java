package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Without a native library that works: plain Java, and one line that says why and what to do. */
class NativesTest {
    private static final String OWN = "-Ddev.ludovic.netlib.blas.nativeLibPath=";

    @TempDir
    Path folder;

    /** The class path of the tests but for some jars. */
    private static String without(Predicate<String> jar) {
        return Stream.of(Child.classPath().split(File.pathSeparator))
                .filter(entry -> !jar.test(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private String line(String classPath, List<String> options) throws Exception {
        Child child = Child.run(folder, options, classPath, OneProduct.class);
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
    void loadsWhatTheClassPathBrings() throws Exception {
        Child child = Child.run(folder, List.of(), OneProduct.class);
        assertTrue(child.out().startsWith("[19.0, 22.0, 43.0, 50.0] by OpenBLAS (libopenblas"), child.out());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void isBeingLoadedAsSoonAsThereIsALayer() throws Exception {
        Child child = Child.run(folder, List.of(), OneLayer.class);
        assertEquals("true", child.out(), child.errors());
    }

    @Test
    void saysWhatToAddWhereThePlatformsLibraryIsMissing() throws Exception {
        String line = line(without(jar -> jar.matches("openblas-.*-(linux|macosx|windows)-.*")), List.of());
        assertTrue(line.startsWith("OpenBLAS does not load on " + System.getProperty("os.name")), line);
        assertTrue(line.contains("Add org.bytedeco:openblas with the classifier of this platform"), line);
    }

    @Test
    void saysWhatToAddWhereNothingOfOpenBlasIsThere() throws Exception {
        String line = line(without(jar -> jar.matches("(openblas|javacpp)-.*")), List.of());
        assertTrue(line.contains("NoClassDefFoundError"), line);
        assertTrue(line.contains("Add org.bytedeco:openblas with the classifier of this platform"), line);
    }

    @Test
    void saysThatTheUsersOwnLibraryIsBroken() throws Exception {
        Path broken = Files.writeString(folder.resolve("libbroken.so"), "no library at all");
        String line = line(Child.classPath(), List.of(OWN + broken));
        assertTrue(line.startsWith(broken + " does not load on "), line);
        assertTrue(line.contains("leave that option away"), line);
    }

    @Test
    void saysThatTheUsersOwnLibraryIsNotThere() throws Exception {
        String line = line(Child.classPath(), List.of(OWN + folder.resolve("libnone.so")));
        assertTrue(line.contains("there is no such file"), line);
    }

    @Test
    void theDoctorNamesLibraryCoreAndSpeed() throws Exception {
        String report = Child.run(folder, List.of(), Doctor.class).out();
        assertTrue(report.matches("(?s).*\nlibrary +\\S*openblas\\S*\n.*"), report);
        assertTrue(report.matches("(?s).*\ncore +\\w+\n.*"), report);
        assertTrue(report.matches("(?s).*\nspeed +\\d+ GFLOP/s on \\d+ threads\n +\\d+ GFLOP/s on 1 thread"), report);
    }

    @Test
    void theDoctorSaysWhyThereIsNoLibrary() throws Exception {
        String classPath = without(jar -> jar.matches("(openblas|javacpp)-.*"));
        String report = Child.run(folder, List.of(), classPath, Doctor.class).out();
        assertTrue(report.contains("\nlibrary  none: OpenBLAS does not load on "), report);
        assertTrue(report.contains("\nbackend  plain Java"), report);
    }
}
