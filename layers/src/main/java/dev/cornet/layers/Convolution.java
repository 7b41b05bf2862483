package dev.cornet.layers;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Window;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightsAndBias;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
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
        return forward(pass, x, WeightsAndBias.of(w, b, pass), epilogue);
    }

    /** z = x ∗ w + b for weights that need not be variables, with the epilogue applied. */
    Tensor forward(Pass pass, Tensor x, WeightsAndBias weights, Epilogue epilogue) {
        Tensor w = weights.unscaled();
        Tensor b = weights.bias();
        PackedWeights packed = weights.packed();
        int n = x.shape().dim(0);
        Tensor z = pass.tensor(out.withBatch(n));
        float[] xs = x.data();
        float[] ws = w.data();
        float[] bs = b == null ? null : b.data();
        int xo = x.offset();
        int wo = w.offset();
        int bo = b == null ? 0 : b.offset();
        pass.backend().conv(shape, n, xs, xo, ws, wo, packed, bs, bo, epilogue, z.data(), z.offset());
        return z;
    }

    /** Whether {@link #convMaxPool} is faster than the convolution followed by 2×2 max pooling. */
    boolean fusesMaxPool(Pass pass, int batch) {
        return pass.backend().fusesConvMaxPool2x2(shape, batch);
    }

    /**
     * The result of a convolution with fused 2×2 max pooling.
     *
     * @param z the convolution's output in a layout of the backend; null if no backward follows
     * @param y the maximum of each 2×2 block of the output: (batch, outHeight/2, outWidth/2, filters)
     */
    record MaxPooled(@Nullable Tensor z, Tensor y) {}

    /** The maximum of each 2×2 block of z = x ∗ w + b, with the epilogue applied. */
    MaxPooled convMaxPool(Pass pass, Tensor x, Variable weights, @Nullable Variable biases, Epilogue epilogue) {
        int n = x.shape().dim(0);
        Tensor z = pass.requiresBackward() ? pass.tensor(out.withBatch(n)) : null;
        Tensor y = pass.tensor(pooledOut.withBatch(n));
        Tensor w = weights.value();
        Tensor b = biases == null ? null : biases.value();
        pass.backend()
                .convMaxPool2x2(
                        shape,
                        n,
                        x.data(),
                        x.offset(),
                        w.data(),
                        w.offset(),
                        pass.packed(weights),
                        b == null ? null : b.data(),
                        b == null ? 0 : b.offset(),
                        epilogue,
                        z == null ? null : z.data(),
                        z == null ? 0 : z.offset(),
                        y.data(),
                        y.offset());
        return new MaxPooled(z, y);
    }

    /** The backward of {@link #convMaxPool}: adds dw and db as required, and returns dx, or null if it is not required. */
    @Nullable
    Tensor gradients(
            Pass pass, Tensor x, MaxPooled pooled, Tensor dy, Variable w, @Nullable Variable b, Gradients grads) {
        Tensor z = Objects.requireNonNull(pooled.z(), "the forward run has kept z");
        Tensor y = pooled.y();
        if (b != null && grads.requires(b)) {
            Ops.addSumRows(grads.accumulator(b), dy);
        }
        Tensor dx = grads.requiresInput() ? pass.tensor(x.shape()) : null;
        Tensor dw = grads.requires(w) ? grads.accumulator(w) : null;
        Tensor v = w.value();
        pass.backend()
                .convMaxPool2x2Backward(
                        shape,
                        x.shape().dim(0),
                        x.data(),
                        x.offset(),
                        z.data(),
                        z.offset(),
                        y.data(),
                        y.offset(),
                        dy.data(),
                        dy.offset(),
                        v.data(),
                        v.offset(),
                        pass.packed(w),
                        dx == null ? null : dx.data(),
                        dx == null ? 0 : dx.offset(),
                        dw == null ? null : dw.data(),
                        dw == null ? 0 : dw.offset());
        return dx;
    }

    /** Adds the gradient of w to dw. */
    void addKernelGradient(Pass pass, Tensor x, Tensor dz, Tensor dw) {
        int n = x.shape().dim(0);
        pass.backend()
                .convBackwardKernel(shape, n, x.data(), x.offset(), dz.data(), dz.offset(), dw.data(), dw.offset());
    }

    /** The gradient dx of the input. */
    Tensor inputGradient(Pass pass, Tensor dz, Variable w) {
        int n = dz.shape().dim(0);
        Tensor dx = pass.tensor(in.withBatch(n));
        Tensor v = w.value();
        pass.backend()
                .convBackwardInput(shape, n, dz.data(), dz.offset(), v.data(), v.offset(), dx.data(), dx.offset());
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
        Tensor v = w.value();
        Tensor dx = pass.tensor(x.shape());
        pass.backend()
                .convBackward(
                        shape,
                        x.shape().dim(0),
                        x.data(),
                        x.offset(),
                        dz.data(),
                        dz.offset(),
                        v.data(),
                        v.offset(),
                        pass.packed(w),
                        dx.data(),
                        dx.offset(),
                        dw.data(),
                        dw.offset());
        return dx;
    }
}
