package dev.cornet.tensor;

/** Tensors as text, as NumPy shows them: at most six values along each axis, those at its ends. */
final class Printed {
    private static final int MOST = 6;
    private static final int ENDS = 3;

    private Printed() {}

    static String of(Tensor x) {
        int rank = x.shape().rank();
        StringBuilder text = new StringBuilder("Tensor").append(x.shape());
        if (rank == 0) {
            return text.append(' ').append(x.data()[x.offset()]).toString();
        }
        text.append(rank == 1 ? "" : "\n");
        add(x, 0, x.offset(), text);
        return text.toString();
    }

    /** The values along an axis and those behind it, from index {@code at} on. */
    private static void add(Tensor x, int axis, int at, StringBuilder text) {
        int rank = x.shape().rank();
        int size = x.shape().dim(axis);
        int step = x.shape().range(axis + 1, rank).size();
        boolean isLast = axis == rank - 1;
        String between = isLast ? ", " : ",\n" + " ".repeat(axis + 1);
        text.append('[');
        for (int i = 0; i < size; i++) {
            if (size > MOST && i == ENDS) {
                text.append("…").append(between);
                i = size - ENDS;
            }
            if (isLast) {
                text.append(x.data()[at + i]);
            } else {
                add(x, axis + 1, at + i * step, text);
            }
            text.append(i < size - 1 ? between : "");
        }
        text.append(']');
    }
}
