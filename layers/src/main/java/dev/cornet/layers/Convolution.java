package dev.cornet.layers;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Prepared;
import dev.cornet.backend.Window;
import dev.cornet.layer.Gradients;
import dev.cornet.layer.KernelBias;
import dev.cornet.layer.Pass;
import dev.cornet.layer.Scalable;
import dev.cornet.layer.Variable;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The backend's convolutions over tensors: {@code groups} groups of channels, or each channel alone when {@code groups} is 0 and
 * {@code filters} counts the outputs of one channel.
 */
final class Convolution {
    private final Window window;
    private final int channels;
    private final int filters;
    private final int groups;
    private final Shape in;
    private final Shape out;
    private final Shape blocks;
    private final PerShape<Convolution> parts = new PerShape<>(this::first);

    Convolution(Window window, int channels, int filters, int groups) {
        this.window = window;
        this.channels = channels;
        this.filters = filters;
        this.groups = groups;
        this.in = Shape.of(window.height(), window.width(), channels);
        this.blocks = Shape.of(window.outHeight() / 2, window.outWidth() / 2, filters);
        this.out = Shape.of(window.outHeight(), window.outWidth(), groups == 0 ? channels * filters : filters);
    }

    static Convolution depthwise(Window window, int channels, int multiplier) {
        return new Convolution(window, channels, multiplier, 0);
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
        return new Convolution(window.first(part.dim(0), part.dim(1)), channels, filters, groups);
    }

    /** The same for images without this frame of zeros, as {@code layer} would make it; null where {@link Window#within} is. */
    @Nullable
    Scalable within(int[][] frame, Scalable layer) {
        Window inner = window.within(frame[0][0], frame[0][1], frame[1][0], frame[1][1]);
        return inner == null ? null : new Unframed(layer, new Convolution(inner, channels, filters, groups));
    }

    private boolean isDepthwise() {
        return groups == 0;
    }

    /** z = x ∗ w + b */
    Tensor forward(Pass pass, Tensor x, Variable w, @Nullable Variable b) {
        return forward(pass, x, w, b, Epilogue.LINEAR);
    }

    /** z = x ∗ w + b, with what the kernel shall do at its end. */
    Tensor forward(Pass pass, Tensor x, Variable w, @Nullable Variable b, Epilogue end) {
        return forward(pass, x, KernelBias.of(w, b, pass), end);
    }

    /** The same for any weights. */
    Tensor forward(Pass pass, Tensor x, KernelBias weights, Epilogue end) {
        Tensor w = isDepthwise() ? weights.kernel() : weights.unscaled();
        Tensor b = weights.bias();
        int n = x.shape().dim(0);
        Tensor z = pass.tensor(out.prepend(n));
        float[] xs = x.data();
        float[] ws = w.data();
        float[] bs = b == null ? null : b.data();
        int xo = x.offset();
        int wo = w.offset();
        int bo = b == null ? 0 : b.offset();
        var backend = pass.backend();
        if (isDepthwise()) {
            backend.depthwise(window, n, channels, filters, xs, xo, ws, wo, bs, bo, end, z.data(), z.offset());
            return z;
        }
        Prepared kept = weights.kept();
        float[] zs = z.data();
        int zo = z.offset();
        backend.conv(window, n, channels, filters, groups, xs, xo, ws, wo, kept, bs, bo, end, zs, zo);
        return z;
    }

    /** True where {@link #maxima} is less work than the outputs and their maxima apart. */
    boolean makesMaxima(Pass pass, int batch) {
        return !isDepthwise() && pass.backend().makesConvMaxima(window, batch, channels, filters, groups);
    }

    /**
     * The outputs z of a convolution in the backend's own order, null where nobody goes the way back, and y (batch, outHeight/2, outWidth/2,
     * filters), the largest of each 2×2 block of them.
     */
    record Maxima(@Nullable Tensor z, Tensor y) {}

    /** The largest of each 2×2 block of z = x ∗ w + b, with what the kernel shall do at its end. */
    Maxima maxima(Pass pass, Tensor x, Variable weights, @Nullable Variable biases, Epilogue end) {
        int n = x.shape().dim(0);
        Tensor z = pass.forwardOnly() ? null : pass.tensor(out.prepend(n));
        Tensor y = pass.tensor(blocks.prepend(n));
        Tensor w = weights.read();
        Tensor b = biases == null ? null : biases.read();
        pass.backend()
                .convMaxima(
                        window,
                        n,
                        channels,
                        filters,
                        groups,
                        x.data(),
                        x.offset(),
                        w.data(),
                        w.offset(),
                        pass.prepared(weights),
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
        if (b != null && grads.wants(b)) {
            Ops.addSumRows(grads.of(b), dy);
        }
        Tensor dx = grads.wantsInput() ? pass.tensor(x.shape()) : null;
        Tensor dw = grads.wants(w) ? grads.of(w) : null;
        Tensor v = w.read();
        pass.backend()
                .convMaximaBackward(
                        window,
                        x.shape().dim(0),
                        channels,
                        filters,
                        groups,
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
                        pass.prepared(w),
                        dx == null ? null : dx.data(),
                        dx == null ? 0 : dx.offset(),
                        dw == null ? null : dw.data(),
                        dw == null ? 0 : dw.offset());
        return dx;
    }

    /** dw += the gradient of w */
    void addKernelGradient(Pass pass, Tensor x, Tensor dz, Tensor dw) {
        int n = x.shape().dim(0);
        float[] xs = x.data();
        float[] dzs = dz.data();
        float[] dws = dw.data();
        int xo = x.offset();
        int zo = dz.offset();
        int wo = dw.offset();
        var backend = pass.backend();
        if (isDepthwise()) {
            backend.depthwiseBackwardKernel(window, n, channels, filters, xs, xo, dzs, zo, dws, wo);
        } else {
            backend.convBackwardKernel(window, n, channels, filters, groups, xs, xo, dzs, zo, dws, wo);
        }
    }

    /** dx */
    Tensor inputGradient(Pass pass, Tensor dz, Variable w) {
        int n = dz.shape().dim(0);
        Tensor dx = pass.tensor(in.prepend(n));
        float[] dzs = dz.data();
        float[] ws = w.read().data();
        int zo = dz.offset();
        int wo = w.read().offset();
        var backend = pass.backend();
        if (isDepthwise()) {
            backend.depthwiseBackwardInput(window, n, channels, filters, dzs, zo, ws, wo, dx.data(), dx.offset());
        } else {
            backend.convBackwardInput(window, n, channels, filters, groups, dzs, zo, ws, wo, dx.data(), dx.offset());
        }
        return dx;
    }

    /** dw and db += the gradients of w and b where they are wanted, and dx where {@code wantsInput}, else null. */
    @Nullable
    Tensor gradients(
            Pass pass, Tensor x, Tensor dz, Variable w, @Nullable Variable b, Gradients grads, boolean wantsInput) {
        if (b != null && grads.wants(b)) {
            Ops.addSumRows(grads.of(b), dz);
        }
        if (!grads.wants(w)) {
            return wantsInput ? inputGradient(pass, dz, w) : null;
        }
        Tensor dw = grads.of(w);
        if (!wantsInput || isDepthwise()) {
            addKernelGradient(pass, x, dz, dw);
            return wantsInput ? inputGradient(pass, dz, w) : null;
        }
        Tensor v = w.read();
        Tensor dx = pass.tensor(x.shape());
        pass.backend()
                .convBackward(
                        window,
                        x.shape().dim(0),
                        channels,
                        filters,
                        groups,
                        x.data(),
                        x.offset(),
                        dz.data(),
                        dz.offset(),
                        v.data(),
                        v.offset(),
                        pass.prepared(w),
                        dx.data(),
                        dx.offset(),
                        dw.data(),
                        dw.offset());
        return dx;
    }
}
