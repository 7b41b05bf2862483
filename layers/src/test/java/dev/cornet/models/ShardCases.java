package dev.cornet.models;

import static dev.cornet.graph.TestTensors.random;

import dev.cornet.layers.Dense;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.losses.MeanSquaredError;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Tensor;

/** Data and models for the tests of training in shards. */
final class ShardCases {
    private ShardCases() {}

    static Tensor weights(long seed, int rows) {
        Tensor w = random(seed, rows);
        for (int i = 0; i < rows; i++) {
            w.data()[i] += 1;
        }
        return w;
    }

    /** The first output column is 1 where the sum of a row of x is positive. */
    static Tensor oneHot(Tensor x) {
        Tensor y = Tensor.zeros(x.shape().dim(0), 2);
        for (int r = 0; r < y.shape().dim(0); r++) {
            double sum = 0;
            for (int i = 0; i < x.rowSize(); i++) {
                sum += x.data()[r * x.rowSize() + i];
            }
            y.data()[2 * r + (sum > 0 ? 0 : 1)] = 1;
        }
        return y;
    }

    static Tensor words(int rows) {
        Tensor words = Tensor.zeros(rows, 6);
        for (int r = 0; r < rows; r++) {
            for (int t = 0; t < r % 7 && t < 6; t++) {
                words.data()[6 * r + t] = 1 + (r * 5 + t * 3) % 9;
            }
        }
        return words;
    }

    static Model sequences(String reduction, double dropout) {
        Sequential model = new Sequential(
                new Embedding(10, 4).maskZero(true).inputShape(6),
                new LSTM(5).dropout(dropout).recurrentDropout(dropout).returnSequences(true),
                new TimeDistributed(new Dense(3).activation("tanh")),
                new Dense(1));
        model.compile(new Compile(new Adam(0.02), new MeanSquaredError().reduction(reduction))
                .weightedMetrics("mean_absolute_error"));
        return model;
    }
}
