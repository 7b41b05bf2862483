package dev.cornet.blas;

import dev.cornet.exceptions.BackendException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Makes random calls of {@link NativeBlas} with valid and invalid arguments: {@code RandomCallsProgram CALLS}. Prints how many were
 * refused. Exits with 1 if a refused call has changed an array or an accepted one has written outside its matrix.
 */
final class RandomCallsProgram {
    private static final int[] EXTREMES = {
        Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE - 7, 1 << 30, 1 << 16, 65_537, 46_341, -1, 0
    };
    private static final float MARKER = 7f;

    private final SplittableRandom random = new SplittableRandom(11);
    private final NativeBlas blas = new NativeBlas(NativeLoader.load());
    private final float[][] arrays = new float[3][];
    private long refused;

    private RandomCallsProgram() {}

    public static void main(String[] args) {
        RandomCallsProgram calls = new RandomCallsProgram();
        for (int i = 0; i < Integer.parseInt(args[0]); i++) {
            calls.call();
        }
        System.out.println(calls.refused);
    }

    /** Usually a small valid number, sometimes an extreme one. */
    private int argument(int most) {
        return random.nextInt(24) == 0 ? EXTREMES[random.nextInt(EXTREMES.length)] : random.nextInt(most + 1);
    }

    private void call() {
        for (int i = 0; i < arrays.length; i++) {
            if (arrays[i] == null || random.nextInt(64) == 0) {
                arrays[i] = new float[random.nextInt(640)];
            }
        }
        float[] c = arrays[2];
        Arrays.fill(c, MARKER);
        int m = argument(12);
        int n = argument(12);
        int k = argument(16);
        int lda = argument(20);
        int ldb = argument(20);
        int ldc = argument(20);
        int cOff = argument(30);
        boolean matrix = random.nextBoolean();
        boolean transposeA = random.nextBoolean();
        try {
            if (matrix) {
                boolean transposeB = random.nextBoolean();
                blas.gemm(
                        transposeA,
                        transposeB,
                        m,
                        n,
                        k,
                        1,
                        arrays[0],
                        argument(30),
                        lda,
                        arrays[1],
                        argument(30),
                        ldb,
                        0.5f,
                        c,
                        cOff,
                        ldc);
            } else {
                blas.gemv(transposeA, m, n, 1, arrays[0], argument(30), lda, arrays[1], argument(30), 0.5f, c, cOff);
            }
        } catch (BackendException e) {
            refused++;
            m = 0;
        }
        boolean isEmpty = m == 0 || n == 0;
        int length = transposeA ? n : m;
        for (int i = 0; i < c.length; i++) {
            boolean isInside = !isEmpty
                    && i >= cOff
                    && (matrix ? (i - cOff) / ldc < m && (i - cOff) % ldc < n : i - cOff < length);
            if (!isInside && c[i] != MARKER) {
                System.err.println("c[" + i + "] was written");
                System.exit(1);
            }
        }
    }
}
