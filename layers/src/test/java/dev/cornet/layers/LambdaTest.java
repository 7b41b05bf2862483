package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.config.Registry;
import dev.cornet.exceptions.OptionException;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Lambda}: a Java function as a layer. */
final class LambdaTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new Lambda(new Square()), Shape.of(3, 2)),
                layer(() -> new Lambda(new FirstHalf()), Shape.of(4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Lambda(v -> v * v, v -> 2 * v), row(3, -1));
        assertTensor(row(9, 1), run.y());
        assertTensor(row(6, -20), run.backward(List.of(row(1, 10))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsConfig(
                "layer.config.function: unknown function \"Cube\". One of your own is made known by Cornet.register(Cube.class)",
                "Lambda",
                "\"function\": {\"class_name\": \"Cube\", \"config\": {}}");
        rejectsConfig("layer.config: Lambda needs the option [function], which is missing", "Lambda", "");
        Lambda half = build(new Lambda((x, pass) -> new FirstHalf().apply(x, pass)), row(1, 2));
        assertEquals(
                "Lambda: the function returned (1, 1) for (1, 2), but (1, 2) was declared. Give outputShape(…).",
                assertThrows(dev.cornet.exceptions.ShapeException.class, () -> run(half, row(1, 2)))
                        .getMessage());
    }

    static {
        Registry.add(Square.class);
        Registry.add(FirstHalf.class);
    }

    /** y = x² */
    static final class Square implements Lambda.Function {
        @Override
        public Output apply(Tensor x, Pass pass) {
            Tensor y = product(x, x, 1, pass);
            return new Output(y, (dy, grads) -> product(x, dy, 2, pass));
        }

        private static Tensor product(Tensor a, Tensor b, float factor, Pass pass) {
            Tensor y = pass.tensor(a.shape());
            for (int i = 0; i < a.size(); i++) {
                y.data()[y.offset() + i] = factor * a.data()[a.offset() + i] * b.data()[b.offset() + i];
            }
            return y;
        }
    }

    /** The first half of the features. */
    static final class FirstHalf implements Lambda.Function {
        @Override
        public Shape outputShape(Shape in) {
            return in.withLast(in.last() / 2);
        }

        @Override
        public Output apply(Tensor x, Pass pass) {
            Tensor y = pass.tensor(outputShape(x.shape()));
            copy(y, x, false);
            return new Output(y, (dy, grads) -> {
                Tensor dx = pass.zeros(x.shape());
                copy(dy, dx, true);
                return dx;
            });
        }

        private static void copy(Tensor half, Tensor whole, boolean toWhole) {
            int n = half.shape().last();
            for (int row = 0; row < half.size() / n; row++) {
                int h = half.offset() + row * n;
                int w = whole.offset() + row * whole.shape().last();
                System.arraycopy(
                        toWhole ? half.data() : whole.data(),
                        toWhole ? h : w,
                        toWhole ? whole.data() : half.data(),
                        toWhole ? w : h,
                        n);
            }
        }
    }

    @Test
    void isNotSavedUnlessTheFunctionIsANamedClass() {
        Sequential model = new Sequential();
        model.add(new Lambda(v -> v + 1, v -> 1).inputShape(3));
        assertEquals(
                "layer lambda (Lambda) cannot be saved: a function written in place has no saved form, a "
                        + "file holds no code. Make it a class with a constructor without arguments, and make it "
                        + "known by Cornet.register(MyFunction.class).",
                assertThrows(OptionException.class, model::toJson).getMessage());
    }

    @Test
    void usesTheDeclaredOutputShape() {
        Lambda half = new Lambda((x, pass) -> new FirstHalf().apply(x, pass)).outputShape(2);
        assertTensor(row(1, 2), run(half, row(1, 2, 3, 4)).y());
    }
}
