package dev.cornet.applications;

import dev.cornet.layers.Activation;
import dev.cornet.layers.Add;
import dev.cornet.layers.AveragePooling2D;
import dev.cornet.layers.BasePooling2D;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Cropping2D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.SeparableConv2D;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;

/**
 * A cell of NASNet-A: five sums of two operations on h, which is the cell's input brought to {@code filters} channels, on p, which is the
 * input of the cell before, brought to the same shape, or on an earlier sum; the sums are concatenated. Reference: figure 4 of the paper.
 *
 * @param filters the number of channels of each sum
 * @param kind "normal" or "reduction", the first part of the layers' names
 * @param id the last part of the layers' names
 */
record NasNetCell(int filters, String kind, String id) {
    private static final double MOMENTUM = 0.9997;

    /** The output of a cell that keeps the sides of its input. */
    static Symbol normal(Symbol in, Symbol previous, int filters, String id) {
        return new NasNetCell(filters, "normal", id).normal(in, previous);
    }

    /** The output of a cell that halves the sides of its input. */
    static Symbol reduction(Symbol in, Symbol previous, int filters, String id) {
        return new NasNetCell(filters, "reduction", id).reduction(in, previous);
    }

    private Symbol normal(Symbol in, Symbol previous) {
        Symbol p = adjusted(previous, in);
        Symbol h = projected(in);
        Symbol x1 = add("add_1", separable(h, 5, 1, "left1"), separable(p, 3, 1, "right1"));
        Symbol x2 = add("add_2", separable(p, 5, 1, "left2"), separable(p, 3, 1, "right2"));
        Symbol x3 = add("add_3", average(h, "left3"), p);
        Symbol x4 = add("add_4", average(p, "left4"), average(p, "right4"));
        Symbol x5 = add("add_5", separable(h, 3, 1, "left5"), h);
        return new Concatenate().named(name("concat")).of(p, x1, x2, x3, x4, x5);
    }

    private Symbol reduction(Symbol in, Symbol previous) {
        Symbol p = adjusted(previous, in);
        Symbol h = projected(in);
        Symbol padded = h.then(padding(h.shape(), 3).named(name("pad_1")));
        Symbol x1 = add("add_1", separable(h, 5, 2, "left1"), separable(p, 7, 2, "right1"));
        Symbol x2 = add("add_2", halved(padded, new MaxPooling2D(3), "left2"), separable(p, 7, 2, "right2"));
        Symbol x3 = add("add3", halved(padded, new AveragePooling2D(3), "left3"), separable(p, 5, 2, "right3"));
        Symbol x4 = new Add().of(x2, average(x1, "left4"));
        Symbol x5 = add("add4", separable(x1, 3, 1, "left4"), halved(padded, new MaxPooling2D(3), "right5"));
        return new Concatenate().named(name("concat")).of(x2, x3, x4, x5);
    }

    /** The input of the cell before, with the sides of {@code in} and {@code filters} channels. */
    private Symbol adjusted(Symbol previous, Symbol in) {
        if (previous == in) {
            return previous;
        }
        Symbol p = previous;
        if (previous.shape().dim(2) != in.shape().dim(2)) {
            p = p.then(new Activation("relu").named("adjust_relu_1_" + id));
            Symbol even = convolved(everySecond(p, "1"), filters / 2, "adjust_conv_1_" + id);
            Symbol shifted = p.then(new ZeroPadding2D(0, 1, 0, 1)).then(new Cropping2D(1, 0, 1, 0));
            Symbol odd = convolved(everySecond(shifted, "2"), filters / 2, "adjust_conv_2_" + id);
            return normalized(new Concatenate().of(even, odd), "adjust_bn_" + id);
        }
        if (previous.shape().last() != filters) {
            p = convolved(p.then(new Activation("relu")), filters, "adjust_conv_projection_" + id);
            return normalized(p, "adjust_bn_" + id);
        }
        return p;
    }

    /** Every second pixel of every second row, from the first on. */
    private Symbol everySecond(Symbol x, String number) {
        return x.then(new AveragePooling2D(1).strides(2).named("adjust_avg_pool_" + number + "_" + id));
    }

    /** The input of this cell with {@code filters} channels. */
    private Symbol projected(Symbol in) {
        return normalized(convolved(in.then(new Activation("relu")), filters, name("conv_1")), name("bn_1"));
    }

    /** A separable convolution, twice: relu, convolution, batch normalization. The first one has the stride. */
    private Symbol separable(Symbol in, int kernel, int stride, String name) {
        Symbol x = in.then(new Activation("relu"));
        if (stride == 2) {
            x = x.then(padding(x.shape(), kernel).named("separable_conv_1_pad_" + name(name)));
        }
        x = x.then(new SeparableConv2D(filters, kernel)
                .strides(stride)
                .padding(stride == 2 ? "valid" : "same")
                .useBias(false)
                .named("separable_conv_1_" + name(name)));
        x = normalized(x, "separable_conv_1_bn_" + name(name)).then(new Activation("relu"));
        x = x.then(new SeparableConv2D(filters, kernel)
                .padding("same")
                .useBias(false)
                .named("separable_conv_2_" + name(name)));
        return normalized(x, "separable_conv_2_bn_" + name(name));
    }

    private Symbol average(Symbol x, String name) {
        return x.then(new AveragePooling2D(3).strides(1).padding("same").named(name(name)));
    }

    private Symbol halved(Symbol padded, BasePooling2D<?> pooling, String name) {
        return padded.then(pooling.strides(2).named(name(name)));
    }

    private Symbol add(String name, Symbol left, Symbol right) {
        return new Add().named(name(name)).of(left, right);
    }

    private String name(String part) {
        return kind + "_" + part + "_" + id;
    }

    private static Symbol convolved(Symbol x, int filters, String name) {
        return x.then(new Conv2D(filters, 1)
                .padding("same")
                .useBias(false)
                .kernelInitializer("he_normal")
                .named(name));
    }

    static Symbol normalized(Symbol x, String name) {
        return x.then(new BatchNormalization().momentum(MOMENTUM).named(name));
    }

    /** Zero padding for windows of stride 2 around every second pixel: the last pixels of odd sides, the last but one of even sides. */
    private static ZeroPadding2D padding(Shape image, int kernel) {
        int after = kernel / 2;
        return new ZeroPadding2D(after - 1 + image.dim(1) % 2, after, after - 1 + image.dim(2) % 2, after);
    }
}
