package dev.cornet.blas;

import dev.cornet.exceptions.ExternalSetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The size of the native calls within a task, which suits the processor.
 *
 * <p>For Intel processors with AVX-512 OpenBLAS has kernels for products of up to a million multiply-adds that read their operands in
 * place; with weights in panels of 64 columns they are faster than one large call. On other processors OpenBLAS packs the operands of every
 * call, or is faster if it does; there a task is one call with as many rows and columns as possible. See {@code
 * docs/decisions/2026-12-01-size-of-native-calls.md}.
 */
enum NativeCallSize {
    /** At most a million multiply-adds. */
    SMALL(NativeCallSize.MAX_UNPACKED),
    /** At most 32 million multiply-adds: a third of a millisecond, during which the garbage collector waits. */
    LARGE(32_000_000);

    /** The largest number of multiply-adds in a call for which OpenBLAS may use its kernels without packing. */
    static final int MAX_UNPACKED = 1_000_000;

    private static final String SETTING = "cornet.gemm";
    private static final String PACKED = "packed";
    private static final String UNPACKED = "unpacked";

    private final int most;

    NativeCallSize(int most) {
        this.most = most;
    }

    /** The largest number of multiply-adds in a call within a task. */
    int most() {
        return most;
    }

    /** The size for this machine, or the one that the system property {@code cornet.gemm} asks for. */
    static NativeCallSize ofMachine() {
        String choice = choice();
        boolean isSmall = choice == null ? hasFastSmallProducts() : choice.equals(UNPACKED);
        return isSmall ? SMALL : LARGE;
    }

    /** Whether the system property asks for products without packing everywhere. */
    static boolean isNeverPacked() {
        return UNPACKED.equals(choice());
    }

    private static @Nullable String choice() {
        return ExternalSetting.oneOf(SETTING, List.of(PACKED, UNPACKED));
    }

    /** True on Linux with an Intel processor that has AVX-512. Where the processor is unknown, large calls are the safer choice. */
    private static boolean hasFastSmallProducts() {
        try {
            String processors = Files.readString(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1)
                    .toLowerCase(Locale.ROOT);
            return processors.contains("genuineintel") && processors.contains("avx512f");
        } catch (IOException | SecurityException e) {
            return false;
        }
    }
}
