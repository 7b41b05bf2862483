package dev.cornet.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs programs as users do: each in its own JVM and folder. */
final class Programs {
    private Programs() {}

    static String classPath() {
        String known = System.getProperty("surefire.test.class.path");
        return known != null ? known : System.getProperty("java.class.path");
    }

    /** Runs a main class; returns its output. It must end with code 0. */
    static String run(Path folder, String mainClass, String... jvmOptions) throws IOException, InterruptedException {
        return ended(0, folder, mainClass, List.of(jvmOptions), List.of());
    }

    /** Runs a main class with arguments; returns its output. It must end with code 0. */
    static String runWith(Path folder, String mainClass, String... arguments) throws IOException, InterruptedException {
        return ended(0, folder, mainClass, List.of(), List.of(arguments));
    }

    /** Runs a main class with wrong arguments; returns its error message. It must end with code 2. */
    static String refuse(Path folder, String mainClass, String... arguments) throws IOException, InterruptedException {
        return ended(2, folder, mainClass, List.of(), List.of(arguments));
    }

    private static String ended(int code, Path folder, String mainClass, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dfile.encoding=UTF-8", "-Djava.awt.headless=true"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(List.of("-cp", folder + File.pathSeparator + classPath(), mainClass));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), mainClass + " ended otherwise:\n" + output);
        return output;
    }
}
