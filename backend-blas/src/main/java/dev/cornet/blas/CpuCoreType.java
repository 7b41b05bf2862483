package dev.cornet.blas;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor type for which OpenBLAS has chosen its kernels, as "SkylakeX".
 *
 * <p>None of its functions that Java can reach tells it, but the library does when it loads, if OPENBLAS_VERBOSE is 2 in the environment: a
 * child process loads it that way. Reference: OpenBLAS' page on run-time variables.
 */
final class CpuCoreType {
    private static final Pattern LINE = Pattern.compile("(?m)^Core: (\\S+)");
    private static final String PATH = "dev.ludovic.netlib.blas.nativeLibPath";

    private CpuCoreType() {}

    /** The child's main. */
    public static void main(String[] args) {
        NativeLoader.load();
    }

    /** The name, or why there is none; the library is loaded already, and so its path known. */
    static String ask() {
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + PATH + "=" + System.getProperty(PATH),
                "-cp",
                System.getProperty("java.class.path"),
                CpuCoreType.class.getName());
        child.environment().put("OPENBLAS_VERBOSE", "2");
        try {
            Process process = child.redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            Matcher core = LINE.matcher(said);
            return core.find() ? core.group(1) : "unknown: the library does not tell it";
        } catch (IOException e) {
            return "unknown: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown: interrupted";
        }
    }
}
