package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** The merge modes of {@link Bidirectional}: merges the outputs of its two layers, and splits the gradient of the merged output. */
final class BidirectionalMerge {
    private BidirectionalMerge() {}

    static Tensor merge(String mode, Tensor f, Tensor b, Pass pass) {
        if (mode.equals("concat")) {
            Tensor y =
                    pass.tensor(f.shape().withLast(f.shape().last() + b.shape().last()));
            copy(f, y, 0, true);
            copy(b, y, f.shape().last(), true);
            return y;
        }
        Tensor y = pass.tensor(f.shape());
        y.copyFrom(f);
        if (mode.equals("mul")) {
            multiply(y, b);
        } else {
            Ops.add(y, b);
        }
        if (mode.equals("ave")) {
            Ops.scale(y, 0.5f);
        }
        return y;
    }

    static List<Tensor> split(String mode, Tensor dy, Tensor f, Tensor b, Pass pass) {
        Tensor df = pass.tensor(f.shape());
        Tensor db = pass.tensor(b.shape());
        if (mode.equals("concat")) {
            copy(df, dy, 0, false);
            copy(db, dy, f.shape().last(), false);
            return List.of(df, db);
        }
        df.copyFrom(dy);
        db.copyFrom(dy);
        if (mode.equals("mul")) {
            multiply(df, b);
            multiply(db, f);
        } else if (mode.equals("ave")) {
            Ops.scale(df, 0.5f);
            Ops.scale(db, 0.5f);
        }
        return List.of(df, db);
    }

    /** A copy of x (batch, steps, units) with the steps in reverse order. */
    static Tensor reversed(Tensor x, Pass pass) {
        int steps = x.shape().dim(1);
        int units = x.shape().dim(2);
        Tensor y = pass.tensor(x.shape());
        for (int row = 0; row < x.shape().dim(0) * steps; row++) {
            int to = row - row % steps + steps - 1 - row % steps;
            System.arraycopy(x.data(), x.offset() + row * units, y.data(), y.offset() + to * units, units);
        }
        return y;
    }

    /**
     * If {@code join}, copies the rows of {@code part} into the columns of {@code whole} from {@code at} on; else copies these columns into
     * {@code part}.
     */
    private static void copy(Tensor part, Tensor whole, int at, boolean join) {
        int n = part.shape().last();
        int width = whole.shape().last();
        for (int r = 0; r < part.size() / n; r++) {
            int p = part.offset() + r * n;
            int w = whole.offset() + r * width + at;
            if (join) {
                System.arraycopy(part.data(), p, whole.data(), w, n);
            } else {
                System.arraycopy(whole.data(), w, part.data(), p, n);
            }
        }
    }

    private static void multiply(Tensor a, Tensor b) {
        for (int i = 0; i < a.size(); i++) {
            a.data()[a.offset() + i] *= b.data()[b.offset() + i];
        }
    }
}
