package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A convolution's sizes with their short notation: {@code 56x256-512k3s1b8} is 56×56 pixels of 256 channels, 512 filters of 3×3, stride 1,
 * a batch of 8. Padding is "same", or "valid" with a {@code v} at the end.
 */
public record NamedConv(String name, ConvShape shape, int batch) {
    /** Layers of VGG16 on 224×224 images, VGG16 in training on 64×64 images, an MNIST CNN, LeNet, ResNet50 and MobileNet. */
    public static final List<String> KNOWN = List.of(
            "224x3-64k3s1b1",
            "224x64-64k3s1b1",
            "112x64-128k3s1b1",
            "112x128-128k3s1b1",
            "56x128-256k3s1b1",
            "56x256-256k3s1b1",
            "28x256-512k3s1b1",
            "28x512-512k3s1b1",
            "14x512-512k3s1b1",
            "224x3-64k3s1b8",
            "224x64-64k3s1b8",
            "112x64-128k3s1b8",
            "112x128-128k3s1b8",
            "56x128-256k3s1b8",
            "56x256-256k3s1b8",
            "28x256-512k3s1b8",
            "28x512-512k3s1b8",
            "14x512-512k3s1b8",
            "64x3-64k3s1b32",
            "64x64-64k3s1b32",
            "32x64-128k3s1b32",
            "32x128-128k3s1b32",
            "16x128-256k3s1b32",
            "16x256-256k3s1b32",
            "8x256-512k3s1b32",
            "8x512-512k3s1b32",
            "4x512-512k3s1b32",
            "28x1-32k3s1b128v",
            "13x32-64k3s1b128v",
            "28x1-6k5s1b32",
            "14x6-6k5s1b32v",
            "224x3-64k7s2b1",
            "56x64-64k1s1b1",
            "56x64-64k3s1b1",
            "56x64-256k1s1b1",
            "56x256-128k1s2b1",
            "28x128-128k3s1b1",
            "28x128-512k1s1b1",
            "14x256-256k3s1b1",
            "14x256-1024k1s1b1",
            "7x512-512k3s1b1",
            "7x512-2048k1s1b1",
            "224x3-64k7s2b8",
            "56x64-64k1s1b8",
            "56x64-64k3s1b8",
            "56x64-256k1s1b8",
            "56x256-128k1s2b8",
            "28x128-128k3s1b8",
            "28x128-512k1s1b8",
            "14x256-256k3s1b8",
            "14x256-1024k1s1b8",
            "7x512-512k3s1b8",
            "7x512-2048k1s1b8",
            "224x3-32k3s2b1",
            "112x32-64k1s1b1",
            "14x512-512k1s1b1",
            "224x3-32k3s2b8",
            "112x32-64k1s1b8",
            "14x512-512k1s1b8");

    private static final Pattern NOTATION = Pattern.compile("(\\d+)x(\\d+)-(\\d+)k(\\d+)s(\\d+)b(\\d+)(v?)");

    public static NamedConv of(String name) {
        Matcher match = NOTATION.matcher(name);
        if (!match.matches()) {
            throw new IllegalArgumentException("a shape is written as 56x256-512k3s1b8, got " + name);
        }
        int size = number(match, 1);
        int[] kernel = {number(match, 4), number(match, 4)};
        int[] strides = {number(match, 5), number(match, 5)};
        boolean same = match.group(7).isEmpty();
        Window window = Window.of(size, size, kernel, strides, new int[] {1, 1}, same);
        return new NamedConv(name, new ConvShape(window, number(match, 2), number(match, 3), 1), number(match, 6));
    }

    private static int number(Matcher match, int group) {
        return Integer.parseInt(match.group(group));
    }

    /** Floating point operations of direct convolution; each of the two gradients has the same number. */
    public double flops() {
        return 2.0 * batch * shape.window().outputPixels() * shape.weights();
    }

    /** Random images x. */
    public Tensor images() {
        return BenchmarkBackend.tensor(
                batch, shape.window().height(), shape.window().width(), shape.channels());
    }

    /** Random outputs y. */
    public Tensor outputs() {
        return BenchmarkBackend.tensor(
                batch, shape.window().outHeight(), shape.window().outWidth(), shape.filters());
    }

    /** A random kernel w. */
    public Tensor kernel() {
        return BenchmarkBackend.tensor(
                shape.window().kernelHeight(), shape.window().kernelWidth(), shape.channels(), shape.filters());
    }
}
