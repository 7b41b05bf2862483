package dev.cornet.tensor;

/** Formats tensors as NumPy does: of an axis of more than six values, only the first three and the last three are shown. */
final class TensorFormatter {
    private static final int MAX_VALUES = 6;
    private static final int EDGE_VALUES = 3;

    private TensorFormatter() {}

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

    /** Appends the values from array index {@code at} on, along {@code axis} and all axes after it. */
    private static void add(Tensor x, int axis, int at, StringBuilder text) {
        int rank = x.shape().rank();
        int size = x.shape().dim(axis);
        int step = x.shape().range(axis + 1, rank).size();
        boolean isLast = axis == rank - 1;
        String between = isLast ? ", " : ",\n" + " ".repeat(axis + 1);
        text.append('[');
        for (int i = 0; i < size; i++) {
            if (size > MAX_VALUES && i == EDGE_VALUES) {
                text.append("…").append(between);
                i = size - EDGE_VALUES;
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
