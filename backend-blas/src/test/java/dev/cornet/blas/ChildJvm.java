package dev.cornet.blas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Result of a main class that has run in a JVM of its own: exit code, output and error output. */
record ChildJvm(int exit, String out, String errors) {
    static String classPath() {
        return System.getProperty("java.class.path");
    }

    static ChildJvm run(Path folder, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return run(folder, options, classPath(), main, arguments);
    }

    static ChildJvm run(Path folder, List<String> options, String classPath, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) { // otherwise the JVM warns on the error stream
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        int exit = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        return new ChildJvm(
                exit, Files.readString(out).strip(), Files.readString(errors).strip());
    }
}
