package dev.cornet.blas;

import dev.cornet.exceptions.BackendException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random calls, right and wrong, of the native class: {@code RandomCalls calls}. Prints how many were refused; ends with 1 where
 * a refused call has changed an array or an accepted one has written outside its matrix.
 */
final class RandomCalls {
    private static final int[] WILD = {
        Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE - 7, 1 << 30, 1 << 16, 65_537, 46_341, -1, 0
    };
    private static final float MARK = 7f;

    private final SplittableRandom random = new SplittableRandom(11);
    private final NativeBlas blas = new NativeBlas(NativeLoader.load().blas());
    private final float[][] arrays = new float[3][];
    private long refused;

    private RandomCalls() {}

    public static void main(String[] args) {
        RandomCalls calls = new RandomCalls();
        for (int i = 0; i < Integer.parseInt(args[0]); i++) {
            calls.call();
        }
        System.out.println(calls.refused);
    }

    /** Mostly small and fitting, at times anything. */
    private int number(int most) {
        return random.nextInt(24) == 0 ? WILD[random.nextInt(WILD.length)] : random.nextInt(most + 1);
    }

    private void call() {
        for (int i = 0; i < arrays.length; i++) {
            if (arrays[i] == null || random.nextInt(64) == 0) {
                arrays[i] = new float[random.nextInt(640)];
            }
        }
        float[] c = arrays[2];
        Arrays.fill(c, MARK);
        int m = number(12);
        int n = number(12);
        int k = number(16);
        int lda = number(20);
        int ldb = number(20);
        int ldc = number(20);
        int cOff = number(30);
        boolean matrix = random.nextBoolean();
        boolean turned = random.nextBoolean();
        try {
            if (matrix) {
                boolean other = random.nextBoolean();
                blas.gemm(
                        turned,
                        other,
                        m,
                        n,
                        k,
                        1,
                        arrays[0],
                        number(30),
                        lda,
                        arrays[1],
                        number(30),
                        ldb,
                        0.5f,
                        c,
                        cOff,
                        ldc);
            } else {
                blas.gemv(turned, m, n, 1, arrays[0], number(30), lda, arrays[1], number(30), 0.5f, c, cOff);
            }
        } catch (BackendException e) {
            refused++;
            m = 0;
        }
        boolean nothing = m == 0 || n == 0;
        int length = turned ? n : m;
        for (int i = 0; i < c.length; i++) {
            boolean within = !nothing
                    && i >= cOff
                    && (matrix ? (i - cOff) / ldc < m && (i - cOff) % ldc < n : i - cOff < length);
            if (!within && c[i] != MARK) {
                System.err.println("c[" + i + "] was written");
                System.exit(1);
            }
        }
    }
}
