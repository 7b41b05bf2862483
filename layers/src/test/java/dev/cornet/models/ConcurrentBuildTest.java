package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Layers and models that several threads build at once. */
@Timeout(120)
class ConcurrentBuildTest {
    private static final int THREADS = 4;
    private static final int TRIALS = 300;

    @Test
    void aLayerIsBuiltOnceAndHasTheNodesOfAllThreads() throws Exception {
        for (int trial = 0; trial < TRIALS; trial++) {
            Dense shared = new Dense(3);
            List<Model> models = SimultaneousThreads.run(THREADS, () -> {
                Symbol in = Input.of(4);
                return new Model(in, in.then(shared));
            });
            assertEquals(2, shared.variables().size());
            assertEquals(THREADS, Set.copyOf(LayerAccess.nodes(shared)).size());
            models.forEach(model -> assertEquals(shared.variables(), model.variables()));
        }
    }

    @Test
    void aFailedBuildOfOneThreadLeavesTheLayerOfAnother() throws Exception {
        for (int trial = 0; trial < TRIALS; trial++) {
            Dense shared = new Dense(3);
            Set<Integer> built = new HashSet<>(SimultaneousThreads.run(THREADS, () -> {
                try {
                    return new Sequential(shared, new Dense(2), new LSTM(2))
                            .predict(Tensor.zeros(2, 4))
                            .size();
                } catch (ShapeException e) {
                    Symbol in = Input.of(4);
                    return new Model(in, in.then(shared)).variables().size();
                }
            }));
            assertEquals(Set.of(2), built);
            assertEquals(2, shared.variables().size());
        }
    }

    @Test
    void aModelIsBuiltFromDataByOneThread() throws Exception {
        for (int trial = 0; trial < TRIALS; trial++) {
            Sequential inner = new Sequential(new Dense(3), new Dense(2));
            Sequential model = new Sequential(inner, new Dense(1));
            List<Shape> shapes = SimultaneousThreads.run(
                    THREADS, () -> model.predict(Tensor.zeros(2, 4)).shape());
            assertEquals(Set.of(Shape.of(2, 1)), Set.copyOf(shapes));
            assertEquals(6, model.variables().size());
        }
    }

    @Test
    void buildingAndUsingAModelDoNotWaitForEachOther() throws Exception {
        for (int trial = 0; trial < TRIALS; trial++) {
            Sequential inner = new Sequential(new Dense(3));
            SimultaneousThreads.run(THREADS, () -> {
                try {
                    inner.add(new Dense(2));
                    new Sequential(inner, new Dense(1)).predict(Tensor.zeros(2, 4));
                    inner.toJson();
                } catch (CornetException e) {
                    return false; // another thread has made the model part of its own already
                }
                return inner.predict(Tensor.zeros(2, 4)).size() > 0;
            });
            assertEquals(Shape.of(4, 3), inner.variables().get(0).shape());
        }
    }
}
