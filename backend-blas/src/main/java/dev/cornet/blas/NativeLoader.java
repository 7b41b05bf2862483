package dev.cornet.blas;

import dev.cornet.exceptions.BackendException;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;

/**
 * Loader of the native BLAS library: loads OpenBLAS from the class path once per process and makes netlib call it.
 *
 * <p>JavaCPP unpacks the library into a {@link NativeFolder} and loads it. Netlib is given the path of that same file, because a second
 * copy would be a second library with threads of its own. OpenBLAS is set to one thread before the first call (see
 * {@code docs/decisions/2026-11-21-native-calls.md}). A library that the user names by {@code dev.ludovic.netlib.blas.nativeLibPath} is
 * used unchanged; OPENBLAS_NUM_THREADS=1 must then be set in the environment.
 */
final class NativeLoader {
    private static final String PATH = "dev.ludovic.netlib.blas.nativeLibPath";
    private static final String REMEDY_BUNDLED =
            NativeLoadFailure.ADD_OPENBLAS + ", or set -D" + PATH + " to a BLAS library of your own.";
    private static final String REMEDY_OWN = " Name a BLAS library for this platform by -D" + PATH
            + ", or leave that option away: then Cornet takes the one that it brings.";

    /** The functions of the library that are called. */
    private static final List<String> REQUIRED_FUNCTIONS = List.of("sgemm_", "sgemv_");

    /** Matches netlib's unpacked JNI wrapper in a line of {@code /proc/self/maps}. */
    private static final Pattern WRAPPER = Pattern.compile("/[^/]*libnetlibblasjni[^/]*\\.so$");

    private static @Nullable NativeLoader loaded;

    private final BLAS blas;
    private final String library;
    private final boolean isBundled;
    private boolean isSetToOneThread;

    NativeLoader(BLAS blas, String library, boolean isBundled) {
        this.blas = blas;
        this.library = library;
        this.isBundled = isBundled;
    }

    BLAS blas() {
        return blas;
    }

    /** Path of the library in use. */
    String library() {
        return library;
    }

    /**
     * Sets OpenBLAS to one thread; must be called before the library is used for more than its test. To find the function, JavaCPP iterates
     * over all loaded libraries, which blocks forever if another thread loads a library at that moment. So this is not a part of {@link
     * #load}, which runs beside the start of the program, but of the first call, for which the program waits.
     */
    synchronized void useOneThread() {
        if (isBundled && !isSetToOneThread) {
            openblas_nolapack.blas_set_num_threads(1);
            isSetToOneThread = true;
        }
    }

    /** Loads and tests the library; the exception of a failure states the cause and the remedy. */
    static synchronized NativeLoader load() {
        String own = System.getProperty(PATH);
        NativeLoader before = loaded;
        if (before != null && before.library.equals(own)) {
            return before; // still loaded, even if the file has been deleted since
        }
        try {
            NativeLoader created = own != null ? load(requireBlas(requireFile(own)), false) : loadBundled();
            loaded = created;
            return created;
        } catch (RuntimeException | LinkageError e) {
            String library = own != null ? own : "OpenBLAS";
            String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            boolean diagnosed = e instanceof BackendException; // thrown by this package, remedy included
            String cause =
                    diagnosed ? e.getMessage() : NativeLoadFailure.rootCause(e).toString();
            String remedy = diagnosed ? (own == null ? "" : null) : NativeLoadFailure.remedy(e);
            if (own == null) {
                System.clearProperty(PATH);
            }
            throw new BackendException(
                    library + " does not load on " + platform + ": " + cause + "."
                            + (remedy != null ? remedy : own != null ? REMEDY_OWN : REMEDY_BUNDLED),
                    e);
        }
    }

    /** Unpacks and loads the library that is on the class path. */
    private static NativeLoader loadBundled() {
        NativeFolder folder = NativeFolder.find();
        String before = System.getProperty(NativeFolder.CACHE);
        System.setProperty(NativeFolder.CACHE, folder.path().toString()); // JavaCPP reads the property once
        try {
            return folder.withLock(() -> {
                folder.clean(NativeLoader.class.getClassLoader());
                return load(unpack(), true);
            });
        } finally {
            if (before == null) {
                System.clearProperty(NativeFolder.CACHE);
            }
            folder.removeIfTemporary();
        }
    }

    private static NativeLoader load(String file, boolean isBundled) {
        System.setProperty(PATH, file);
        BLAS blas = NativeLoadFailure.withCause(NativeBLAS::getInstance);
        removeWrapper();
        requireCorrectProduct(blas);
        return new NativeLoader(blas, file, isBundled);
    }

    /** Deletes the JNI wrapper that netlib unpacks into java.io.tmpdir; Linux does not need the file after loading. */
    private static void removeWrapper() {
        Path maps = Path.of("/proc/self/maps");
        try (Stream<String> lines = Files.isReadable(maps) ? Files.lines(maps) : Stream.empty()) {
            List<String> loaded = lines.filter(line -> WRAPPER.matcher(line).find())
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .toList();
            for (String file : loaded) {
                Files.deleteIfExists(Path.of(file));
            }
        } catch (IOException | UncheckedIOException e) {
            return; // netlib deletes the file when the JVM exits
        }
    }

    /** Requires the library to contain the names of all functions that are called: netlib would call a missing one and crash the JVM. */
    private static String requireBlas(String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of(file));
            for (String name : REQUIRED_FUNCTIONS) {
                if (!contains(bytes, name.getBytes(StandardCharsets.US_ASCII))) {
                    throw new BackendException("it is no BLAS library: it has no function " + name);
                }
            }
            return file;
        } catch (IOException e) {
            throw new BackendException("it cannot be read: " + NativeFolder.reason(e), e);
        }
    }

    private static boolean contains(byte[] bytes, byte[] name) {
        for (int at = 0; at + name.length < bytes.length; at++) {
            if (bytes[at] == name[0] && Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
                return true;
            }
        }
        return false;
    }

    private static String requireFile(String own) {
        if (!Files.isRegularFile(Path.of(own))) {
            throw new BackendException("there is no such file");
        }
        return own;
    }

    private static String unpack() {
        Path wrapper = Path.of(Loader.load(openblas_nolapack.class));
        String[] names = {
            "libopenblas_nolapack.so.0", "libopenblas_nolapack.0.dylib", "libopenblas_nolapack.dll", "libopenblas.dll"
        };
        for (String name : names) {
            Path library = wrapper.resolveSibling(name);
            if (Files.exists(library)) {
                return library.toString();
            }
        }
        throw new BackendException("the OpenBLAS library is not beside " + wrapper + "." + REMEDY_BUNDLED);
    }

    /** Tests one product: (1 2; 3 4)·(5 6; 7 8) = (19 22; 43 50), column-major. */
    private static void requireCorrectProduct(BLAS blas) {
        float[] c = new float[4];
        blas.sgemm("N", "N", 2, 2, 2, 1, new float[] {1, 3, 2, 4}, 2, new float[] {5, 7, 6, 8}, 2, 0, c, 2);
        if (c[0] != 19 || c[1] != 43 || c[2] != 22 || c[3] != 50) {
            throw new BackendException("the BLAS library computes a wrong product");
        }
    }
}
