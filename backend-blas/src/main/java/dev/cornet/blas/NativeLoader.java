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
 * Loads OpenBLAS from the class path and hands it to netlib, once per process.
 *
 * <p>JavaCPP unpacks the library into a {@link NativeFolder} and loads it; netlib is pointed at that very file, because a second copy would be a second
 * library with threads of its own. OpenBLAS is set to one thread: the pool of Cornet shares out the work, and OpenBLAS' own threads
 * corrupt memory when hundreds of callers meet. A library that the user names by {@code dev.ludovic.netlib.blas.nativeLibPath} is taken as
 * it is; OPENBLAS_NUM_THREADS=1 must be in the environment then.
 */
final class NativeLoader {
    private static final String PATH = "dev.ludovic.netlib.blas.nativeLibPath";
    private static final String MEND_BROUGHT =
            " Add org.bytedeco:openblas with the classifier of this platform (the artifact dev.cornet:cornet does it"
                    + " on Linux, macOS and Windows), or set -D" + PATH + " to a BLAS library of your own.";
    private static final String MEND_OWN = " Name a BLAS library for this platform by -D" + PATH
            + ", or leave that option away: then Cornet takes the one that it brings.";

    /** What is called of a library. */
    private static final List<String> NEEDED = List.of("sgemm_", "sgemv_");

    /** The file that netlib unpacks, in a list of what is loaded. */
    private static final Pattern WRAPPER = Pattern.compile("/[^/]*libnetlibblasjni[^/]*\\.so$");

    private static @Nullable NativeLoader loaded;

    private final BLAS blas;
    private final String library;

    NativeLoader(BLAS blas, String library) {
        this.blas = blas;
        this.library = library;
    }

    BLAS blas() {
        return blas;
    }

    /** The file in use. */
    String library() {
        return library;
    }

    /** Loads and tries the library; an exception tells the cause and the mend. */
    static synchronized NativeLoader load() {
        String own = System.getProperty(PATH);
        NativeLoader before = loaded;
        if (before != null && before.library.equals(own)) {
            return before; // in memory, whatever has become of the file
        }
        try {
            NativeLoader made = own != null ? load(requireBlas(requireFile(own))) : unpacked();
            loaded = made;
            return made;
        } catch (RuntimeException | LinkageError e) {
            String library = own != null ? own : "OpenBLAS";
            String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            boolean told =
                    e instanceof BackendException; // what has been found out here, with its mend where nothing is named
            String why = told ? e.getMessage() : NativeFailure.deepest(e).toString();
            String mend = told ? (own == null ? "" : null) : NativeFailure.mend(e);
            if (own == null) {
                System.clearProperty(PATH);
            }
            throw new BackendException(
                    library + " does not load on " + platform + ": " + why + "."
                            + (mend != null ? mend : own != null ? MEND_OWN : MEND_BROUGHT),
                    e);
        }
    }

    /** What the class path brings. */
    private static NativeLoader unpacked() {
        NativeFolder folder = NativeFolder.find();
        String before = System.getProperty(NativeFolder.CACHE);
        System.setProperty(NativeFolder.CACHE, folder.path().toString()); // JavaCPP reads it once
        try {
            return folder.alone(() -> {
                folder.clean(NativeLoader.class.getClassLoader());
                return load(unpack());
            });
        } finally {
            if (before == null) {
                System.clearProperty(NativeFolder.CACHE);
            }
            folder.leave();
        }
    }

    private static NativeLoader load(String file) {
        System.setProperty(PATH, file);
        BLAS blas = NativeFailure.withCause(NativeBLAS::getInstance);
        removeWrapper();
        requireRight(blas);
        return new NativeLoader(blas, file);
    }

    /** Netlib unpacks its wrapper into the folder for temporary files; Linux needs the file no longer once it is loaded. */
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
            return; // it goes when the JVM ends
        }
    }

    /** Netlib calls what it has not found, which ends the JVM: the names must stand in the library. */
    private static String requireBlas(String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of(file));
            for (String name : NEEDED) {
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
        openblas_nolapack.blas_set_num_threads(1);
        String[] names = {
            "libopenblas_nolapack.so.0", "libopenblas_nolapack.0.dylib", "libopenblas_nolapack.dll", "libopenblas.dll"
        };
        for (String name : names) {
            Path library = wrapper.resolveSibling(name);
            if (Files.exists(library)) {
                return library.toString();
            }
        }
        throw new BackendException("the OpenBLAS library is not beside " + wrapper + "." + MEND_BROUGHT);
    }

    /** (1 2; 3 4)·(5 6; 7 8) = (19 22; 43 50), column-major. */
    private static void requireRight(BLAS blas) {
        float[] c = new float[4];
        blas.sgemm("N", "N", 2, 2, 2, 1, new float[] {1, 3, 2, 4}, 2, new float[] {5, 7, 6, 8}, 2, 0, c, 2);
        if (c[0] != 19 || c[1] != 43 || c[2] != 22 || c[3] != 50) {
            throw new BackendException("the BLAS library computes a wrong product");
        }
    }
}
