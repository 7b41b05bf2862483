package dev.cornet.layers;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Ops;
import dev.cornet.nn.FusionContext;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Layer that adds its inputs: y = x₁ + x₂ + …. Inputs of different shapes are broadcast. Reference: Keras' Add page. */
public final class Add extends BaseMerge<Add> {
    @Override
    void merge(Tensor y, Tensor x) {
        Ops.add(y, x);
    }

    @Override
    Tensor inputGradient(int i, List<Tensor> xs, Tensor y, Tensor dy, Pass pass) {
        return dy;
    }

    /** In inference, a ReLU that follows becomes the epilogue of the sum. */
    @Override
    protected @Nullable Operation fuse(Operation next, FusionContext context) {
        return context.training() || LayerAccess.epilogue(next) == Epilogue.LINEAR
                ? null
                : new AddWithEpilogue(this, next);
    }
}
