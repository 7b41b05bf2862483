package dev.cornet.blas;

import dev.cornet.backend.Matrix;
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
        boolean transposeB = random.nextBoolean();
        int rows = matrix ? m : 1;
        int stride = matrix ? ldc : Math.max(1, n);
        try {
            Matrix a =
                    new Matrix(arrays[0], argument(30), rows, k, matrix ? lda : Math.max(1, k), matrix && transposeA);
            Matrix b = new Matrix(arrays[1], argument(30), k, n, ldb, transposeB);
            Matrix sum = new Matrix(c, cOff, rows, n, stride, false);
            GemmShape shape = GemmShape.of(a, b, sum);
            if (!matrix) {
                blas.gemv(shape, a.data(), a.offset(), b.data(), b.offset(), 0.5f, c, cOff);
            } else if (random.nextBoolean()) {
                blas.gemm(a, b, 0.5f, sum);
            } else {
                blas.gemm(shape, a.data(), a.offset(), b.data(), b.offset(), 0.5f, c, cOff);
            }
        } catch (BackendException e) {
            refused++;
            rows = 0;
        }
        boolean isEmpty = rows == 0 || n == 0;
        for (int i = 0; i < c.length; i++) {
            boolean isInside = !isEmpty && i >= cOff && (i - cOff) / stride < rows && (i - cOff) % stride < n;
            if (!isInside && c[i] != MARKER) {
                System.err.println("c[" + i + "] was written");
                System.exit(1);
            }
        }
    }
}
