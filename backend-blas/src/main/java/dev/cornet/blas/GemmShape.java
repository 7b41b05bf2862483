package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.Matrix;

/**
 * The sizes of a product c = a·b + β·c of matrices in arrays, without the arrays: kernels compute many products of one shape, each at
 * other indices of its arrays, and need no {@link Matrix} for each of them.
 *
 * @param m the number of rows of a and c
 * @param n the number of columns of b and c
 * @param k the number of columns of a and of rows of b
 * @param transposedA whether consecutive elements of a's array lie in a column of a, and not in a row
 * @param transposedB the same for b
 * @param lda the leading dimension of a: the distance in the array between rows; between columns, if transposed
 * @param ldb the leading dimension of b
 * @param ldc the leading dimension of c
 */
record GemmShape(int m, int n, int k, boolean transposedA, boolean transposedB, int lda, int ldb, int ldc) {
    /** Returns the shape of a product of these matrices. */
    static GemmShape of(Matrix a, Matrix b, Matrix c) {
        return new GemmShape(
                c.rows(), c.columns(), a.columns(), a.transposed(), b.transposed(), a.stride(), b.stride(), c.stride());
    }

    /** Returns the shape of a product of matrices without gaps between their rows as they lie in the arrays. */
    static GemmShape of(int m, int n, int k, boolean transposedA, boolean transposedB) {
        int lda = Math.max(1, transposedA ? m : k);
        int ldb = Math.max(1, transposedB ? k : n);
        return new GemmShape(m, n, k, transposedA, transposedB, lda, ldb, Math.max(1, n));
    }

    /** Returns the shape of a product of blocks of these matrices; itself if the sizes are the same. */
    GemmShape block(int rows, int columns, int depth) {
        return rows == m && columns == n && depth == k
                ? this
                : new GemmShape(rows, columns, depth, transposedA, transposedB, lda, ldb, ldc);
    }

    /** The number of multiply-adds. */
    long size() {
        return (long) m * n * k;
    }

    /** Whether the product is one row times a matrix. */
    boolean isRow() {
        return m == 1 && !transposedA;
    }

    /** Returns the shape of the same product with another leading dimension of c; itself if that is the same. */
    GemmShape into(int ldc) {
        return ldc == this.ldc ? this : new GemmShape(m, n, k, transposedA, transposedB, lda, ldb, ldc);
    }

    /** The index of row i and column p of a matrix a that begins at an index. */
    int indexA(int aAt, int i, int p) {
        return aAt + (transposedA ? p * lda + i : i * lda + p);
    }

    /** The index of row p and column j of a matrix b that begins at an index. */
    int indexB(int bAt, int p, int j) {
        return bAt + (transposedB ? j * ldb + p : p * ldb + j);
    }

    /** The index of row i and column j of a matrix c that begins at an index. */
    int indexC(int cAt, int i, int j) {
        return cAt + i * ldc + j;
    }

    /** Throws unless the arrays hold matrices of this shape that begin at these indices. */
    void requireWithin(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt) {
        ArgumentChecks.matrix("a", a, aAt, transposedA ? k : m, transposedA ? m : k, lda);
        ArgumentChecks.matrix("b", b, bAt, transposedB ? n : k, transposedB ? k : n, ldb);
        ArgumentChecks.matrix("c", c, cAt, m, n, ldc);
    }
}
