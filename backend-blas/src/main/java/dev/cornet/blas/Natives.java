package dev.cornet.blas;

import dev.cornet.error.BackendException;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Loads OpenBLAS from the class path and hands it to netlib, once per process.
 *
 * <p>JavaCPP unpacks the library into its cache and loads it; netlib is pointed at that very file, because a second copy would be a second
 * library with threads of its own. OpenBLAS is set to one thread: the pool of Cornet shares out the work, and OpenBLAS' own threads
 * corrupt memory when hundreds of callers meet. A library that the user names by {@code dev.ludovic.netlib.blas.nativeLibPath} is taken as
 * it is; OPENBLAS_NUM_THREADS=1 must be in the environment then.
 */
final class Natives {
    private static final String PATH = "dev.ludovic.netlib.blas.nativeLibPath";
    private static final String MEND_BROUGHT =
            " Add org.bytedeco:openblas with the classifier of this platform (the artifact dev.cornet:cornet does it"
                    + " on Linux, macOS and Windows), or set -D" + PATH + " to a BLAS library of your own.";
    private static final String MEND_OWN = " Name a BLAS library for this platform by -D" + PATH
            + ", or leave that option away: then Cornet takes the one that it brings.";

    private final BLAS blas;
    private final String library;

    Natives(BLAS blas, String library) {
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
    static Natives load() {
        Logger quiet = Logger.getLogger("dev.ludovic.netlib.blas.InstanceBuilder");
        quiet.setLevel(Level.WARNING);
        String own = System.getProperty(PATH);
        try {
            String file = own != null ? requireFile(own) : unpack();
            System.setProperty(PATH, file);
            BLAS blas = NativeBLAS.getInstance();
            requireRight(blas);
            return new Natives(blas, file);
        } catch (RuntimeException | LinkageError e) {
            String library = own != null ? own : "OpenBLAS";
            String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            String mend = own != null ? MEND_OWN : MEND_BROUGHT;
            if (own == null) {
                System.clearProperty(PATH);
            }
            throw new BackendException(library + " does not load on " + platform + ": " + e + "." + mend, e);
        }
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
        throw new BackendException(
                "the OpenBLAS library is not beside " + wrapper.getFileName() + " in JavaCPP's cache");
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
