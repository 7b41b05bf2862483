package dev.cornet.models;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.LossValues;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Value;
import dev.cornet.optimizers.LBFGS;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What training in shards refuses, and which rows belong to which shard. */
class ShardCutTest {
    // ---- refusals

    /** y = x − mean(x) over the batch. */
    private static final class Centred extends Operation {
        @Override
        public List<Value> outputs(List<Value> ins) {
            return ins;
        }

        @Override
        public RowUse rowUse(boolean training) {
            return RowUse.MIXES;
        }

        @Override
        public Outputs run(List<Tensor> xs, Pass pass) {
            return new Output(xs.get(0).copy(), (dy, grads) -> dy.copy());
        }
    }

    /** The product of the errors of the batch's first two samples. */
    public static final class WholeBatchError extends FluentLoss<WholeBatchError> {
        @Override
        public LossValues evaluate(Tensor yTrue, Tensor yPred) {
            return LossValues.of(new double[] {1}, (scale, dp) -> {});
        }
    }

    private static String refusal(Model model, Tensor x, Tensor y, Fit options) {
        return assertThrows(OptionException.class, () -> model.fit(x, y, options.verbose(0)))
                .getMessage();
    }

    @Test
    void whatCannotBeCutIsRefusedByName() {
        Tensor x = random(1, 8, 3);
        Symbol in = Input.of(3);
        Model mixing = new Model(in, new Centred().of(in.then(new Dense(3))));
        mixing.compile("sgd", "mean_squared_error");
        assertEquals(
                "fit: Centred computes rows from other rows of the batch, so a batch cannot be cut. Leave shards(…) out.",
                refusal(mixing, x, x, new Fit().shards(2)));
        Sequential stateful = new Sequential(new LSTM(3).stateful(true).inputShape(2, 3));
        stateful.compile("sgd", "mean_squared_error");
        assertEquals(
                "fit: lstm (LSTM) is stateful: its states go from row to row of successive batches, so a batch cannot be"
                        + " cut. Leave shards(…) out.",
                refusal(stateful, random(1, 8, 2, 3), x, new Fit().shards(2).batchSize(8)));
        Sequential dense = new Sequential(new Dense(3).inputShape(3));
        dense.compile(new LBFGS(), "mean_squared_error");
        assertEquals(
                "fit: LBFGS needs all samples in one batch, so a batch cannot be cut. Leave shards(…) out.",
                refusal(dense, x, x, new Fit().shards(2)));
        dense.compile("sgd", new WholeBatchError());
        assertEquals(
                "fit: the loss whole_batch_error is computed from the whole batch, so a batch cannot be cut. Leave shards(…)"
                        + " out.",
                refusal(dense, x, x, new Fit().shards(2)));
        dense.compile("sgd", "mean_squared_error");
        assertEquals(
                "fit: batchSize must be a multiple of shards, but 6 samples cannot be cut into 4 equal shards. Change one of"
                        + " them.",
                refusal(dense, x, x, new Fit().shards(4).batchSize(6)));
        assertEquals(
                "fit: shards must be a power of two, 1, 2, 4, …, got 3",
                assertThrows(OptionException.class, () -> new Fit().shards(3)).getMessage());
    }

    // ---- the cut

    @Test
    void rowRBelongsToShardRModS() {
        Tensor x = Tensor.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 10, 1);
        List<Batch> batches = batches(Batches.inShards(List.of(x), List.of(), List.of(), 4, false, 0, 4));
        assertArrayEquals(
                new float[] {0, 1, 2, 3}, batches.get(0).inputs().get(0).toArray());
        assertArrayEquals(new float[] {8, 9}, batches.get(2).inputs().get(0).toArray());
        assertEquals(List.of(1, 1, 0, 0), batches.get(2).shardRows());
        batches = batches(Batches.inShards(List.of(x), List.of(), List.of(), 4, false, 0, 2));
        assertArrayEquals(
                new float[] {0, 2, 1, 3}, batches.get(0).inputs().get(0).toArray());
        assertEquals(List.of(2, 2), batches.get(0).shardRows());
        for (Batch batch : batches(Batches.inShards(List.of(x), List.of(), List.of(), 4, true, 7, 2))) {
            for (int i = 0; i < batch.size(); i++) {
                int shard = i < batch.shardRows().get(0) ? 0 : 1;
                assertEquals(shard, batch.inputs().get(0).get(i, 0) % 2);
            }
        }
    }

    private static List<Batch> batches(Batches source) {
        List<Batch> all = new ArrayList<>();
        source.epoch(0).forEachRemaining(all::add);
        return all;
    }
}
