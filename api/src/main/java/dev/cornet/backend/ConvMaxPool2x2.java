package dev.cornet.backend;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** The convolution's outputs in {@link Backend#convMaxPool2x2}, for backends that do not fuse the pooling. */
final class ConvMaxPool2x2 {
    private static final Slot OUTPUTS = Slot.of();

    private ConvMaxPool2x2() {}

    private static Shape shape(ConvShape shape, Tensor x) {
        Window g = shape.window();
        return Shape.of(x.shape().dim(0), g.outHeight(), g.outWidth(), shape.filters());
    }

    /** Returns outputs in the workspace, with undefined contents. */
    static Tensor outputs(ConvShape shape, Tensor x) {
        Shape outputs = shape(shape, x);
        return Tensor.wrap(Workspace.floats(OUTPUTS, outputs.size()), 0, outputs);
    }

    /** Returns the outputs z, whose values may have any shape, as images. */
    static Tensor asImages(ConvShape shape, Tensor x, Tensor z) {
        return z.reshape(shape(shape, x));
    }
}
