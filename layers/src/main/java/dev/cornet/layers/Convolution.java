package dev.cornet.layers;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.MaxPooled;
import dev.cornet.backend.Ops;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The convolution of images of one shape: calls the backend's convolution functions with tensors and variables. */
final class Convolution {
    private final ConvShape shape;
    private final Shape in;
    private final Shape out;
    private final Shape pooledOut;
    private final ShapeCache<Convolution> cropped = new ShapeCache<>(this::createCropped);

    Convolution(ConvShape shape) {
        Window window = shape.window();
        this.shape = shape;
        this.in = Shape.of(window.height(), window.width(), shape.channels());
        this.pooledOut = Shape.of(window.outHeight() / 2, window.outWidth() / 2, shape.filters());
        this.out = Shape.of(window.outHeight(), window.outWidth(), shape.filters());
    }

    /** The shape of an input image. */
    Shape inputShape() {
        return in;
    }

    /** The shape of an output image. */
    Shape outputShape() {
        return out;
    }

    /** This convolution restricted to the top left part of its output, of size {@code outSize}; unrestricted if that is null. */
    Convolution cropTo(@Nullable Shape outSize) {
        return outSize == null ? this : cropped.get(outSize);
    }

    private Convolution createCropped(Shape outSize) {
        return new Convolution(shape.on(shape.window().cropOutput(outSize.dim(0), outSize.dim(1))));
    }

    /**
     * This convolution with a preceding zero padding absorbed, so that it takes the unpadded images; null if {@link Window#absorbPadding}
     * returns null.
     *
     * @param padding the sizes of the padding, ((top, bottom), (left, right))
     */
    @Nullable
    Convolution absorbPadding(int[][] padding) {
        Window unpadded = shape.window().absorbPadding(padding[0][0], padding[0][1], padding[1][0], padding[1][1]);
        return unpadded == null ? null : new Convolution(shape.on(unpadded));
    }

    /** z = x ∗ w + b */
    Tensor forward(Pass pass, Tensor x, Variable w, @Nullable Variable b) {
        return forward(pass, x, w, b, Epilogue.LINEAR);
    }

    /** z = x ∗ w + b, with the epilogue applied. */
    Tensor forward(Pass pass, Tensor x, Variable w, @Nullable Variable b, Epilogue epilogue) {
        return forward(pass, x, pass.weights(w, b), epilogue);
    }

    /** z = x ∗ w + b for weights that need not be variables, with the epilogue applied. */
    Tensor forward(Pass pass, Tensor x, WeightsAndBias weights, Epilogue epilogue) {
        Tensor z = pass.tensor(out.withBatch(x.shape().dim(0)));
        pass.backend().conv(shape, x, weights, epilogue, z);
        return z;
    }

    /** Whether {@link #convMaxPool} is faster than the convolution followed by 2×2 max pooling. */
    boolean fusesMaxPool(Pass pass, int batch) {
        return pass.backend().fusesConvMaxPool2x2(shape, batch);
    }

    /** The maximum of each 2×2 block of z = x ∗ w + b, with the epilogue applied. */
    MaxPooled convMaxPool(Pass pass, Tensor x, Variable w, @Nullable Variable b, Epilogue epilogue) {
        int n = x.shape().dim(0);
        Tensor z = pass.requiresBackward() ? pass.tensor(out.withBatch(n)) : null;
        int kept = z == null ? 0 : pass.backend().convMaxPool2x2Kept(shape, n);
        MaxPooled results =
                new MaxPooled(z, kept == 0 ? null : pass.tensor(Shape.of(kept)), pass.tensor(pooledOut.withBatch(n)));
        pass.backend().convMaxPool2x2(shape, x, pass.weights(w, b), epilogue, results);
        return results;
    }

    /** The backward of {@link #convMaxPool}: adds dw and db as required, and returns dx, or null if it is not required. */
    @Nullable
    Tensor gradients(
            Pass pass, Tensor x, MaxPooled pooled, Tensor dy, Variable w, @Nullable Variable b, Gradients grads) {
        if (b != null && grads.requires(b)) {
            Ops.addSumRows(grads.accumulator(b), dy);
        }
        Tensor dx = grads.requiresInput() ? pass.tensor(x.shape()) : null;
        Tensor dw = grads.requires(w) ? grads.accumulator(w) : null;
        pass.backend().convMaxPool2x2Backward(shape, x, pooled, dy, pass.weights(w, null), dx, dw);
        return dx;
    }

    /** Adds the gradient of w to dw. */
    void addKernelGradient(Pass pass, Tensor x, Tensor dz, Tensor dw) {
        pass.backend().convBackwardKernel(shape, x, dz, dw);
    }

    /** The gradient dx of the input. */
    Tensor inputGradient(Pass pass, Tensor dz, Variable w) {
        Tensor dx = pass.tensor(in.withBatch(dz.shape().dim(0)));
        pass.backend().convBackwardInput(shape, dz, w.value(), dx);
        return dx;
    }

    /** Adds the gradients of w and b as required, and returns dx if {@code requiresInput}, else null. */
    @Nullable
    Tensor gradients(
            Pass pass, Tensor x, Tensor dz, Variable w, @Nullable Variable b, Gradients grads, boolean requiresInput) {
        if (b != null && grads.requires(b)) {
            Ops.addSumRows(grads.accumulator(b), dz);
        }
        if (!grads.requires(w)) {
            return requiresInput ? inputGradient(pass, dz, w) : null;
        }
        Tensor dw = grads.accumulator(w);
        if (!requiresInput) {
            addKernelGradient(pass, x, dz, dw);
            return null;
        }
        Tensor dx = pass.tensor(x.shape());
        pass.backend().convBackward(shape, x, dz, pass.weights(w, null), dx, dw);
        return dx;
    }
}
