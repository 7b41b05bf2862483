package dev.cornet.blas;

/**
 * Products a·w of matrices a of one number of rows and some panels of a weight matrix w in {@link PanelLayout}, cut into native calls. A
 * call takes at most 128 rows of a panel, 32 KB, which stay in the first-level cache.
 */
final class PanelProduct {
    private static final int DEPTH = 128;

    /** The largest number of multiply-adds in a call for which OpenBLAS does no packing of its own. */
    private static final int CALL_LIMIT = 1_000_000;

    /** Rows of a in OpenBLAS' micro-kernel. */
    private static final int MICRO_ROWS = 6;

    private final Gemm gemm;
    private final PanelLayout layout;
    private final int rows;
    private final int from;
    private final int to;
    private final int columns;
    private final int parts;
    private final int tileRows;

    /** The shape of most calls. */
    private final GemmShape call;

    /** Products of a (rows, k) and the panels {@code from … to−1} of w. */
    PanelProduct(Gemm gemm, PanelLayout layout, int rows, int from, int to) {
        this.gemm = gemm;
        this.layout = layout;
        this.rows = rows;
        this.from = from;
        this.to = to;
        this.columns = layout.column(to) - layout.column(from);
        int k = layout.k();
        this.parts = (k + DEPTH - 1) / DEPTH;
        int fittingRows = CALL_LIMIT / (PanelLayout.WIDTH * ((k + parts - 1) / parts)) / MICRO_ROWS * MICRO_ROWS;
        int maxRows = Math.max(MICRO_ROWS, fittingRows);
        int tiles = Math.max(1, (rows + maxRows - 1) / maxRows);
        this.tileRows = ((rows + tiles - 1) / tiles + MICRO_ROWS - 1) / MICRO_ROWS * MICRO_ROWS;
        int width = layout.column(from + 1) - layout.column(from);
        this.call = shape(Math.min(tileRows, rows), width, partStart(1));
    }

    /** Products with all panels of w. */
    static PanelProduct of(Gemm gemm, PanelLayout layout, int rows) {
        return new PanelProduct(gemm, layout, rows, 0, layout.count());
    }

    /** Returns the product for another number of rows and other panels; itself if they are the same. */
    PanelProduct with(int rows, int from, int to) {
        return rows == this.rows && from == this.from && to == this.to
                ? this
                : new PanelProduct(gemm, layout, rows, from, to);
    }

    /** The number of rows of a. */
    int rows() {
        return rows;
    }

    /** The first row of w in a part of k; k for the part after the last. */
    private int partStart(int part) {
        return (int) ((long) part * layout.k() / parts);
    }

    private GemmShape shape(int m, int width, int depth) {
        return new GemmShape(m, width, depth, false, false, layout.k(), width, columns);
    }

    /**
     * c = a·w + β·c; c has only the columns of these panels. Rows of a and c lie one after another, a from index {@code aAt} on; the first
     * panel of w, number 0, begins at {@code wAt}.
     */
    void run(float[] a, int aAt, float[] w, int wAt, float beta, float[] c, int cAt) {
        int k = layout.k();
        for (int panel = from; panel < to; panel++) {
            int width = layout.column(panel + 1) - layout.column(panel);
            int panelAt = wAt + layout.column(panel) * k;
            int column = layout.column(panel) - layout.column(from);
            for (int i = 0; i < rows; i += tileRows) {
                int m = Math.min(tileRows, rows - i);
                for (int part = 0; part < parts; part++) {
                    int p = partStart(part);
                    int depth = partStart(part + 1) - p;
                    boolean isUsual = m == call.m() && width == call.n() && depth == call.k();
                    gemm.run(
                            isUsual ? call : shape(m, width, depth),
                            a,
                            aAt + i * k + p,
                            w,
                            panelAt + p * width,
                            part == 0 ? beta : 1,
                            c,
                            cAt + i * columns + column);
                }
            }
        }
    }
}
