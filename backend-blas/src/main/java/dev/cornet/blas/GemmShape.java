package dev.cornet.blas;

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

    /** The matrix a that begins at an index of an array. */
    Matrix a(float[] data, int at) {
        return new Matrix(data, at, m, k, lda, transposedA);
    }

    /** The matrix b that begins at an index of an array. */
    Matrix b(float[] data, int at) {
        return new Matrix(data, at, k, n, ldb, transposedB);
    }

    /** The matrix c that begins at an index of an array. */
    Matrix c(float[] data, int at) {
        return new Matrix(data, at, m, n, ldc, false);
    }
}
