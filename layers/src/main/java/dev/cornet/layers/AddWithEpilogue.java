package dev.cornet.layers;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Ops;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** {@link Add} fused, for inference only, with the ReLU that follows it in residual networks. */
final class AddWithEpilogue extends DerivedOperation {
    private final Add add;
    private final Epilogue epilogue;

    AddWithEpilogue(Add add, Operation activation) {
        super(add, List.of(add, activation));
        this.add = add;
        this.epilogue = LayerAccess.epilogue(activation);
    }

    @Override
    protected Output run(List<Tensor> xs, Pass pass) {
        if (xs.size() == 2 && xs.get(0).shape().equals(xs.get(1).shape())) {
            Tensor y = pass.tensor(xs.get(0).shape());
            Ops.sum(y, xs.get(0), xs.get(1), epilogue);
            return withoutBackward(y);
        }
        Tensor y = LayerAccess.run(add, xs, pass).y(0);
        Ops.applyEpilogue(y, epilogue);
        return withoutBackward(y);
    }
}
