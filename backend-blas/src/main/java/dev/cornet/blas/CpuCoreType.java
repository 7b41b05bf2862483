package dev.cornet.blas;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor type for which OpenBLAS has chosen its kernels, such as "SkylakeX".
 *
 * <p>No function that Java can call returns it, but OpenBLAS prints it on loading if OPENBLAS_VERBOSE=2 is set in the environment. So a
 * child process loads the library and its output is read. Reference: OpenBLAS' page on run-time variables.
 */
final class CpuCoreType {
    private static final Pattern CORE_LINE = Pattern.compile("(?m)^Core: (\\S+)");
    private static final String PATH = "dev.ludovic.netlib.blas.nativeLibPath";

    private CpuCoreType() {}

    /** Main method of the child process. */
    public static void main(String[] args) {
        NativeLoader.load();
    }

    /** Returns the type's name, or why it is unknown. The library must be loaded already, so that its path is known. */
    static String detect() {
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + PATH + "=" + System.getProperty(PATH),
                "-cp",
                System.getProperty("java.class.path"),
                CpuCoreType.class.getName());
        child.environment().put("OPENBLAS_VERBOSE", "2");
        try {
            Process process = child.redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            Matcher core = CORE_LINE.matcher(output);
            return core.find() ? core.group(1) : "unknown: the library does not report it";
        } catch (IOException e) {
            return "unknown: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown: interrupted";
        }
    }
}
