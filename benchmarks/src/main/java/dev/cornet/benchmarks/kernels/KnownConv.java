package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sizes of a convolution, written {@code 56x256-512k3s1b8}: 56×56 pixels of 256 channels, 512 filters of 3×3, stride 1, a batch of 8;
 * padded to the same size, or not at all with a {@code v} at the end.
 */
public record KnownConv(String name, ConvShape shape, int batch) {
    /** Layers of VGG16 at 224, VGG16 at 64 in training, the MNIST CNN, ResNet50 and MobileNet. */
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

    private static final Pattern WRITTEN = Pattern.compile("(\\d+)x(\\d+)-(\\d+)k(\\d+)s(\\d+)b(\\d+)(v?)");

    public static KnownConv of(String name) {
        Matcher found = WRITTEN.matcher(name);
        if (!found.matches()) {
            throw new IllegalArgumentException("a shape is written as 56x256-512k3s1b8, got " + name);
        }
        int size = number(found, 1);
        int[] kernel = {number(found, 4), number(found, 4)};
        int[] strides = {number(found, 5), number(found, 5)};
        boolean same = found.group(7).isEmpty();
        Window window = Window.of(size, size, kernel, strides, new int[] {1, 1}, same);
        return new KnownConv(name, new ConvShape(window, number(found, 2), number(found, 3), 1), number(found, 6));
    }

    private static int number(Matcher found, int group) {
        return Integer.parseInt(found.group(group));
    }

    /** Of a direct convolution; the gradients have as many each. */
    public double flops() {
        return 2.0 * batch * shape.window().outputPixels() * shape.weights();
    }

    /** Values of x. */
    public int inputs() {
        return batch * shape.inputs();
    }

    /** Values of y. */
    public int outputs() {
        return batch * shape.outputs();
    }
}
