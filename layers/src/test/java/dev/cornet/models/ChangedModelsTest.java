package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.layers.Dense;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Models whose layers or weights change during a prediction. */
final class ChangedModelsTest {
    private static final Tensor X = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {1, 0, 0}});

    private static Dense ones(int units) {
        return new Dense(units).kernelInitializer("ones").useBias(false);
    }

    /** Options that run a task before batch 1. */
    private static Predict beforeBatch1(Runnable task) {
        return new Predict().batchSize(1).callbacks(new Callback() {
            @Override
            public void onPredictBatchBegin(int batch, Map<String, Double> logs) {
                if (batch == 1) {
                    task.run();
                }
            }
        });
    }

    @Test
    void aLayerAddedDuringAPredictionAffectsOnlyLaterOnes() {
        Sequential model = new Sequential(ones(2).inputShape(3));
        Tensor during = model.predict(X, beforeBatch1(() -> model.add(ones(7))));
        assertArrayEquals(new float[] {6, 6, 15, 15, 24, 24, 1, 1}, during.toArray());
        Tensor later = model.predict(X);
        assertEquals(Shape.of(4, 7), later.shape());
        assertEquals(30, later.get(1, 6));
        assertEquals(Shape.of(4, 7), model.predict(X, beforeBatch1(model::pop)).shape());
        assertArrayEquals(during.toArray(), model.predict(X).toArray());
    }

    @Test
    void weightsChangeBetweenBatches() {
        Sequential model = new Sequential(ones(2).inputShape(3), ones(1));
        List<Tensor> twos = List.of(Tensor.zeros(3, 2), Tensor.of(new float[] {1, 1}, 2, 1));
        twos.get(0).data()[0] = 2;
        Tensor during = model.predict(X, beforeBatch1(() -> model.setWeights(twos)));
        assertArrayEquals(new float[] {12, 8, 14, 2}, during.toArray());
    }

    @Test
    void layersAreAddedAndRemovedDuringPredictionsOfOtherThreads() throws Exception {
        Sequential model = new Sequential(ones(2).inputShape(3));
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> predictions = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                predictions.add(pool.submit(() -> {
                    for (int i = 0; i < 300; i++) {
                        Tensor y = model.predict(X, 2);
                        boolean wide = y.shape().equals(Shape.of(4, 7));
                        assertTrue(
                                wide || y.shape().equals(Shape.of(4, 2)),
                                y.shape().toString());
                        assertEquals(wide ? 30 : 15, y.get(1, 1));
                    }
                    return null;
                }));
            }
            for (int i = 0; i < 200; i++) {
                model.add(ones(7));
                model.pop();
            }
            for (Future<?> one : predictions) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(15, model.predict(X).get(1, 1));
    }

    @Test
    void firstPredictionsFromSeveralThreadsBuildTheModelOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int n = 0; n < 25; n++) {
                Sequential model = new Sequential(ones(3), ones(2), new Dense(1).kernelInitializer("ones"));
                CyclicBarrier start = new CyclicBarrier(4);
                List<Future<Tensor>> predictions = new ArrayList<>();
                for (int t = 0; t < 4; t++) {
                    predictions.add(pool.submit(() -> {
                        start.await();
                        return model.predict(X);
                    }));
                }
                for (Future<Tensor> one : predictions) {
                    assertArrayEquals(new float[] {36, 90, 144, 6}, one.get().toArray());
                }
                assertEquals(9 + 6 + 3, model.countParams());
                for (Layer layer : model.layers()) {
                    assertEquals(1, LayerAccess.nodes(layer).size());
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
