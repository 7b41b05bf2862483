package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.CornetException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Value;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An operation may read weights of a layer outside its model; they are locked during each batch as the model's own are. */
class OutsideWeightsTest {
    /** Runs a layer of another model, and tries to change its weights meanwhile. */
    private static final class ChangesWeights extends Operation {
        private final Dense dense;

        ChangesWeights(Dense dense) {
            this.dense = dense;
        }

        @Override
        protected List<Value> outputs(List<Value> ins) {
            return List.of(Value.ofSamples(Shape.of(2)));
        }

        @Override
        public List<Variable> variables() {
            return dense.variables();
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            dense.setWeights(List.of(Tensor.zeros(3, 2), Tensor.zeros(2)));
            return new Output(pass.dot(xs.get(0), variables().get(0)), (dy, grads) -> dy);
        }
    }

    @Test
    void weightsThatAnOperationReadsDoNotChangeDuringABatch() {
        Dense dense = new Dense(2);
        new Sequential(dense.inputShape(3));
        Symbol in = Input.of(3);
        Model model = new Model(in, new ChangesWeights(dense).of(in));
        float[] before = dense.getWeights().get(0).toArray();
        CornetException refused = assertThrows(CornetException.class, () -> model.predict(Tensor.zeros(4, 3)));
        assertEquals(
                "dense (Dense): its weights cannot be changed, nor can it be trained, from within a layer, a loss or a"
                        + " metric that computes a batch with them. Do it between batches, as in a callback.",
                refused.getMessage());
        assertArrayEquals(before, dense.getWeights().get(0).toArray());
    }
}
