package com.example.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cornet.Cornet;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application runs on the module path, started by the command that the README states. */
final class ModulePathTest {
    private static final Path GOLDEN =
            Path.of("../src-test-data/golden/keras-files").toAbsolutePath();

    private static List<String> command;

    @TempDir
    Path folder;

    /** The README's line, with the folders of this build: the application's classes, and the jars of its dependencies. */
    @BeforeAll
    static void readCommand() throws IOException {
        Path build = Path.of(System.getProperty("modular.build"));
        String line = Files.readAllLines(Path.of("../README.md")).stream()
                .filter(text -> text.strip().startsWith("java -p target/classes:target/modules "))
                .findFirst()
                .orElseThrow();
        command = new ArrayList<>();
        for (String word : line.strip().split(" ")) {
            command.add(word.replace("target/classes:", build.resolve("classes") + File.pathSeparator)
                    .replace("target/modules", Files.readString(build.resolve("classpath"))));
        }
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    }

    private record Run(int exitCode, List<String> out, String errors) {}

    private Run run(List<String> words) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path errors = folder.resolve("errors.txt");
        List<String> commandLine = new ArrayList<>(words);
        commandLine.add(folder.toString());
        for (String file : List.of("tiny.keras", "tiny.h5")) {
            commandLine.add(GOLDEN.resolve(file).toString());
        }
        Process process = new ProcessBuilder(commandLine)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        return new Run(process.waitFor(), Files.readAllLines(out), Files.readString(errors));
    }

    private static List<String> expected(String backend) {
        return List.of(
                "module: module com.example.digits, Cornet: module dev.cornet.api",
                "backend: " + backend,
                "trained: true, the loaded model predicts the same: true",
                "checked: Scale",
                "read: tiny.keras, predicts (2, 2)",
                "read: tiny.h5, predicts (2, 2)",
                "refused: ClosedScale: Cornet reads options by reflection, but module com.example.digits does not open the"
                        + " package of this class. Add \"opens com.example.digits.closed to dev.cornet.api;\" to its"
                        + " module-info.java",
                "refused: compile: unknown optimizer \"adamm\"; did you mean \"adam\"?");
    }

    @Test
    void runsWithOpenBlasByTheCommandOfTheReadme() throws Exception {
        Run run = run(command);
        assertEquals("", run.errors());
        assertEquals(0, run.exitCode());
        assertEquals(String.join("\n", expected(Cornet.backend())), String.join("\n", run.out()));
    }

    @Test
    void namesTheOptionWithoutWhichTheNativeModulesAreMissing() throws Exception {
        assumeTrue(Cornet.backend().startsWith("OpenBLAS"));
        List<String> words = new ArrayList<>(command);
        words.removeIf(word -> word.equals("--add-modules") || word.equals("ALL-MODULE-PATH"));
        Run run = run(words);
        assertTrue(run.errors().contains("start Java with --add-modules ALL-MODULE-PATH"), run.errors());
        assertEquals(0, run.exitCode());
        int threads = Cornet.threads();
        String backend = "plain Java, " + threads + " threads (no native BLAS: many times slower)";
        assertEquals(String.join("\n", expected(backend)), String.join("\n", run.out()));
    }
}
