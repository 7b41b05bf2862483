package dev.cornet.blas;

/**
 * Products a·w of matrices a of one number of rows and some columns of a weight matrix w in {@link PanelLayout}, cut into native calls. A
 * small call takes at most 128 rows of a panel, 32 KB, which stay in the first-level cache; a large one all of them.
 */
final class PanelProduct {
    private static final int SMALL_DEPTH = 128;

    /** Rows of a in OpenBLAS' micro-kernel. */
    private static final int MICRO_ROWS = 6;

    private final Gemm gemm;
    private final PanelLayout layout;
    private final int rows;
    private final int from;
    private final int to;
    private final int parts;
    private final int tileRows;

    /** The shape of most calls. */
    private final GemmShape call;

    /** Products of a (rows, k) and the columns {@code from … to−1} of w; {@code from} begins a block of the layout, {@code to} ends one. */
    PanelProduct(Gemm gemm, PanelLayout layout, int rows, int from, int to) {
        this.gemm = gemm;
        this.layout = layout;
        this.rows = rows;
        this.from = from;
        this.to = to;
        int k = layout.k();
        int width = Math.min(layout.panelEnd(from), to) - from;
        this.parts = gemm.callSize() == NativeCallSize.SMALL ? (k + SMALL_DEPTH - 1) / SMALL_DEPTH : 1;
        long rowSize = Math.max(1, (long) Math.max(width, PanelLayout.BLOCK) * ((k + parts - 1) / parts));
        int fittingRows = (int) (gemm.callSize().most() / rowSize) / MICRO_ROWS * MICRO_ROWS;
        int maxRows = Math.max(MICRO_ROWS, fittingRows);
        int tiles = Math.max(1, (rows + maxRows - 1) / maxRows);
        this.tileRows = ((rows + tiles - 1) / tiles + MICRO_ROWS - 1) / MICRO_ROWS * MICRO_ROWS;
        int ldb = layout.panelEnd(from) - layout.panelStart(from);
        this.call = new GemmShape(Math.min(tileRows, rows), width, partStart(1), false, false, k, ldb, to - from);
    }

    /** Products with all columns of w. */
    static PanelProduct of(Gemm gemm, PanelLayout layout, int rows) {
        return new PanelProduct(gemm, layout, rows, 0, layout.n());
    }

    /** Returns the product for another number of rows and other columns; itself if they are the same. */
    PanelProduct with(int rows, int from, int to) {
        return rows == this.rows && from == this.from && to == this.to
                ? this
                : new PanelProduct(gemm, layout, rows, from, to);
    }

    /** Returns the product for another number of rows and all columns. */
    PanelProduct with(int rows) {
        return with(rows, 0, layout.n());
    }

    /** The number of rows of a. */
    int rows() {
        return rows;
    }

    /** The first row of w in a part of k; k for the part after the last. */
    private int partStart(int part) {
        return Gemm.partStart(part, parts, layout.k());
    }

    /** The shape of a product with {@code n} columns of w from {@code column} on, within one panel. */
    private GemmShape shape(int m, int n, int depth, int column) {
        int ldb = layout.panelEnd(column) - layout.panelStart(column);
        boolean isUsual = m == call.m() && n == call.n() && depth == call.k() && ldb == call.ldb();
        return isUsual ? call : new GemmShape(m, n, depth, false, false, layout.k(), ldb, to - from);
    }

    /**
     * c = a·w + β·c; c has only these columns. Rows of a and c lie one after another, a from index {@code aAt} on; the layout of w begins at
     * {@code wAt}.
     */
    void run(float[] a, int aAt, float[] w, int wAt, float beta, float[] c, int cAt) {
        int k = layout.k();
        for (int column = from; column < to; column = layout.panelEnd(column)) {
            int start = layout.panelStart(column);
            int n = Math.min(layout.panelEnd(column), to) - column;
            for (int i = 0; i < rows; i += tileRows) {
                int m = Math.min(tileRows, rows - i);
                for (int part = 0; part < parts; part++) {
                    int p = partStart(part);
                    int depth = partStart(part + 1) - p;
                    GemmShape shape = shape(m, n, depth, column);
                    int at = wAt + start * k + p * shape.ldb() + column - start;
                    float betaOfPart = part == 0 ? beta : 1;
                    gemm.run(shape, a, aAt + i * k + p, w, at, betaOfPart, c, cAt + i * (to - from) + column - from);
                }
            }
        }
    }
}
