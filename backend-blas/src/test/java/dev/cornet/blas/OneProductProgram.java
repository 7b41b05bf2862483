package dev.cornet.blas;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Backends;
import dev.cornet.backend.Matrix;
import java.util.Arrays;

/** Prints (1 2; 3 4)·(5 6; 7 8) and the backend that has computed it. */
final class OneProductProgram {
    private OneProductProgram() {}

    public static void main(String[] args) {
        Backend backend = Backends.current();
        float[] c = new float[4];
        Matrix a = Matrix.of(new float[] {1, 2, 3, 4}, 0, 2, 2);
        Matrix b = Matrix.of(new float[] {5, 6, 7, 8}, 0, 2, 2);
        backend.gemm(a, b, 0, Matrix.of(c, 0, 2, 2));
        System.out.println(Arrays.toString(c) + " by " + backend.describe());
    }
}
