package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.backend.Ops;
import dev.cornet.backend.WorkerPool;
import dev.cornet.models.Model;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link LSTM}: c ← f·c + i·g, h ← o·φ(c). */
final class LSTMTest extends RecurrentChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new LSTM(3), Shape.of(4, 2)),
                layer(() -> new LSTM(2).returnSequences(true).goBackwards(true).unroll(true), Shape.of(3, 2)),
                layer(() -> new LSTM(3).activation("elu").recurrentActivation("softsign"), Shape.of(3, 2)),
                layer(() -> new LSTM(3).dropout(0.4).recurrentDropout(0.3).seed(5), Shape.of(3, 2)),
                layer(() -> new LSTM(2).returnState(true), Shape.of(3, 2), Shape.of(2), Shape.of(2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[] {1, 1}, 1, 2, 1);
        LSTM lstm = build(
                new LSTM(1).activation("linear").recurrentActivation("linear").returnState(true), x);
        // i = 1, f = 2, g = 3·x = 3, o = 1 + h
        lstm.setWeights(
                Tensor.of(new float[] {0, 0, 3, 0}, 1, 4),
                Tensor.of(new float[] {0, 0, 0, 1}, 1, 4),
                Tensor.of(new float[] {1, 2, 0, 1}, 4));
        LayerRun run = run(lstm, x); // c = 3, h = 3; then c = 2·3 + 3 = 9, o = 4, h = 36
        assertArrayEquals(new float[] {36}, run.y().toArray());
        assertArrayEquals(new float[] {36}, run.ys().get(1).toArray());
        assertArrayEquals(new float[] {9}, run.ys().get(2).toArray());
        LayerRun.BackwardResult back = run.backward(List.of(row(1), row(0), row(0)));
        List<Variable> w = lstm.variables();
        // second step: do = 9, dc = 4, df = 12, dg = 4, di = 12; first: dh = 9, dc = 8 + 9, do = 27, dg = 17, di = 51
        assertTensor(Tensor.of(new float[] {63, 12, 21, 36}, 1, 4), back.dws().get(w.get(0)));
        assertTensor(Tensor.of(new float[] {36, 36, 12, 27}, 1, 4), back.dws().get(w.get(1)));
        assertTensor(Tensor.of(new float[] {63, 12, 21, 36}, 4), back.dws().get(w.get(2)));
        assertTensor(Tensor.of(new float[] {51, 12}, 1, 2, 1), back.dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsBadOptions(LSTM::new, 2);
    }

    @Test
    void initializesTheForgetBiasToOne() {
        Tensor x = Tensor.zeros(1, 3, 2);
        assertArrayEquals(
                new float[] {0, 0, 1, 1, 0, 0, 0, 0},
                build(new LSTM(2), x).getWeights().get(2).toArray());
        assertArrayEquals(
                new float[8],
                build(new LSTM(2).unitForgetBias(false), x).getWeights().get(2).toArray());
    }

    /**
     * h is 8 if x is dropped in none of i, g and o, else 0: with recurrent dropout each gate has its own mask of x, otherwise all share
     * one.
     */
    @Test
    void usesMasksPerGateWithRecurrentDropout() {
        assertEquals(0.5, fractionNotDropped(new LSTM(1).dropout(0.5)), 0.05);
        assertEquals(0.125, fractionNotDropped(new LSTM(1).dropout(0.5).recurrentDropout(1e-9)), 0.03);
    }

    private static double fractionNotDropped(LSTM lstm) {
        Tensor x = Tensor.zeros(2000, 1, 1);
        Ops.fill(x, 1);
        build(lstm.activation("linear").recurrentActivation("linear"), x);
        lstm.setWeights(Tensor.of(new float[] {1, 1, 1, 1}, 1, 4), Tensor.zeros(1, 4), Tensor.zeros(4));
        float[] h = train(lstm, x).y().toArray();
        int notDropped = 0;
        for (float v : h) {
            assertEquals(v == 0 ? 0 : 8, v);
            notDropped += v == 0 ? 0 : 1;
        }
        return notDropped / 2000.0;
    }

    @Test
    void passesItsStatesToAnotherLayer() {
        Symbol in = Input.of(4, 3);
        Symbol encoded = in.then(new LSTM(5).returnState(true).named("encoder"));
        List<Symbol> states = encoded.node().outputs();
        Symbol decoded = new LSTM(5).returnSequences(true).named("decoder").of(in, states.get(1), states.get(2));
        Model model = new Model(in, decoded);
        Tensor x = random(2, 4, 3);
        Tensor y = model.predict(x);
        Model back = Model.fromJson(model.toJson());
        back.setWeights(model.getWeights());
        assertArrayEquals(y.toArray(), back.predict(x).toArray());
    }

    @Test
    void givesTheSameBitsOnAnyNumberOfThreads() {
        int threads = WorkerPool.shared().threads();
        Tensor x = random(19, 40, 12);
        LSTM lstm = build(new LSTM(24).returnSequences(true), x);
        try {
            WorkerPool.setThreads(1);
            LayerRun one = train(lstm, x);
            LayerRun.BackwardResult oneBack = one.backward(List.of(one.y()));
            for (int n : new int[] {2, 4}) {
                WorkerPool.setThreads(n);
                LayerRun many = train(lstm, x);
                LayerRun.BackwardResult manyBack = many.backward(List.of(many.y()));
                assertArrayEquals(one.y().toArray(), many.y().toArray());
                for (Variable w : lstm.variables()) {
                    assertArrayEquals(
                            oneBack.dws().get(w).toArray(),
                            manyBack.dws().get(w).toArray());
                }
            }
        } finally {
            WorkerPool.setThreads(threads);
        }
    }

    @Test
    void sumsWeightGradientsOverManySteps() {
        Tensor x = random(60, 12, 5);
        Tensor dy = random(60, 7);
        LSTM lstm = build(new LSTM(7), x);
        LayerRun.BackwardResult whole = train(lstm, x).backward(List.of(dy));
        for (Variable w : lstm.variables()) {
            Tensor sum = Tensor.zeros(w.shape());
            for (int from = 0; from < 60; from += 20) {
                LayerRun part = train(lstm, x.rows(from, from + 20));
                Tensor dw =
                        part.backward(List.of(dy.rows(from, from + 20))).dws().get(w);
                Ops.add(sum, dw);
            }
            assertArrayEquals(sum.toArray(), whole.dws().get(w).toArray(), 1e-5f);
        }
    }

    @Test
    void skipsMaskedSteps() {
        Tensor x = random(2, 4, 3);
        LSTM lstm = build(new LSTM(5), x);
        Tensor shorter = Tensor.zeros(2, 2, 3);
        for (int row = 0; row < 2; row++) {
            System.arraycopy(x.data(), row * 12, shorter.data(), row * 6, 3);
            System.arraycopy(x.data(), row * 12 + 9, shorter.data(), row * 6 + 3, 3);
        }
        Tensor mask = Tensor.of(new float[] {1, 0, 0, 1, 1, 0, 0, 1}, 2, 4);
        LayerRun masked = LayerRun.forward(lstm, List.of(x), Arrays.asList(mask), true);
        assertTensor(run(lstm, shorter).y(), masked.y());
        Tensor dx = masked.backward(List.of(masked.y())).dxs().get(0);
        for (int i = 3; i < 9; i++) {
            assertEquals(0, dx.data()[i]);
        }
    }

    private static Tensor random(int... dims) {
        Tensor x = Tensor.zeros(dims);
        Random random = new Random(4);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = random.nextFloat() - 0.5f;
        }
        return x;
    }
}
