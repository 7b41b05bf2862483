package dev.cornet.layers;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Window;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Scalable;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightsAndBias;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The backend's convolutions over tensors. */
final class Convolution {
    private final ConvShape shape;
    private final Shape in;
    private final Shape out;
    private final Shape blocks;
    private final ShapeCache<Convolution> parts = new ShapeCache<>(this::first);

    Convolution(ConvShape shape) {
        Window window = shape.window();
        this.shape = shape;
        this.in = Shape.of(window.height(), window.width(), shape.channels());
        this.blocks = Shape.of(window.outHeight() / 2, window.outWidth() / 2, shape.filters());
        this.out = Shape.of(window.outHeight(), window.outWidth(), shape.filters());
    }

    /** The shape of an image that comes in. */
    Shape inputShape() {
        return in;
    }

    /** The shape of an image that goes out. */
    Shape outputShape() {
        return out;
    }

    /** The same for the leading {@code part} of the output alone; null for all of it. */
    Convolution of(@Nullable Shape part) {
        return part == null ? this : parts.of(part);
    }

    private Convolution first(Shape part) {
        return new Convolution(shape.on(shape.window().cropOutput(part.dim(0), part.dim(1))));
    }

    /** The same for images without this frame of zeros, as {@code layer} would make it; null where {@link Window#absorbPadding} is. */
    @Nullable
    Scalable within(int[][] frame, Scalable layer) {
        Window inner = shape.window().absorbPadding(frame[0][0], frame[0][1], frame[1][0], frame[1][1]);
        return inner == null ? null : new Unframed(layer, new Convolution(shape.on(inner)));
    }

    /** z = x ∗ w + b */
    Tensor forward(Pass pass, Tensor x, Variable w, @Nullable Variable b) {
        return forward(pass, x, w, b, Epilogue.LINEAR);
    }

    /** z = x ∗ w + b, with what the kernel shall do at its end. */
    Tensor forward(Pass pass, Tensor x, Variable w, @Nullable Variable b, Epilogue end) {
        return forward(pass, x, WeightsAndBias.of(w, b, pass), end);
    }

    /** The same for any weights. */
    Tensor forward(Pass pass, Tensor x, WeightsAndBias weights, Epilogue end) {
        Tensor w = weights.unscaled();
        Tensor b = weights.bias();
        PackedWeights kept = weights.kept();
        int n = x.shape().dim(0);
        Tensor z = pass.tensor(out.withBatch(n));
        float[] xs = x.data();
        float[] ws = w.data();
        float[] bs = b == null ? null : b.data();
        int xo = x.offset();
        int wo = w.offset();
        int bo = b == null ? 0 : b.offset();
        pass.backend().conv(shape, n, xs, xo, ws, wo, kept, bs, bo, end, z.data(), z.offset());
        return z;
    }

    /** True where {@link #maxima} is less work than the outputs and their maxima apart. */
    boolean makesMaxima(Pass pass, int batch) {
        return pass.backend().makesConvMaxima(shape, batch);
    }

    /**
     * The outputs z of a convolution in the backend's own order, null where nobody goes the way back, and y (batch, outHeight/2, outWidth/2,
     * filters), the largest of each 2×2 block of them.
     */
    record Maxima(@Nullable Tensor z, Tensor y) {}

    /** The largest of each 2×2 block of z = x ∗ w + b, with what the kernel shall do at its end. */
    Maxima maxima(Pass pass, Tensor x, Variable weights, @Nullable Variable biases, Epilogue end) {
        int n = x.shape().dim(0);
        Tensor z = pass.requiresBackward() ? pass.tensor(out.withBatch(n)) : null;
        Tensor y = pass.tensor(blocks.withBatch(n));
        Tensor w = weights.value();
        Tensor b = biases == null ? null : biases.value();
        pass.backend()
                .convMaxima(
                        shape,
                        n,
                        x.data(),
                        x.offset(),
                        w.data(),
                        w.offset(),
                        pass.packed(weights),
                        b == null ? null : b.data(),
                        b == null ? 0 : b.offset(),
                        end,
                        z == null ? null : z.data(),
                        z == null ? 0 : z.offset(),
                        y.data(),
                        y.offset());
        return new Maxima(z, y);
    }

    /** The same as {@link #gradients} for the gradient of the maxima: each is that of one cell. */
    @Nullable
    Tensor gradients(Pass pass, Tensor x, Maxima maxima, Tensor dy, Variable w, @Nullable Variable b, Gradients grads) {
        Tensor z = Objects.requireNonNull(maxima.z(), "somebody goes the way back");
        Tensor y = maxima.y();
        if (b != null && grads.requires(b)) {
            Ops.addSumRows(grads.accumulator(b), dy);
        }
        Tensor dx = grads.requiresInput() ? pass.tensor(x.shape()) : null;
        Tensor dw = grads.requires(w) ? grads.accumulator(w) : null;
        Tensor v = w.value();
        pass.backend()
                .convMaximaBackward(
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

    /** dw += the gradient of w */
    void addKernelGradient(Pass pass, Tensor x, Tensor dz, Tensor dw) {
        int n = x.shape().dim(0);
        pass.backend()
                .convBackwardKernel(shape, n, x.data(), x.offset(), dz.data(), dz.offset(), dw.data(), dw.offset());
    }

    /** dx */
    Tensor inputGradient(Pass pass, Tensor dz, Variable w) {
        int n = dz.shape().dim(0);
        Tensor dx = pass.tensor(in.withBatch(n));
        Tensor v = w.value();
        pass.backend()
                .convBackwardInput(shape, n, dz.data(), dz.offset(), v.data(), v.offset(), dx.data(), dx.offset());
        return dx;
    }

    /** dw and db += the gradients of w and b where they are wanted, and dx where {@code requiresInput}, else null. */
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
