package dev.cornet.preprocessing.image;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The images of listed files, resized to one size. */
record FileSource(
        ImageFiles files,
        UnreadableFilePolicy unreadable,
        int height,
        int width,
        ColorMode colorMode,
        Resampling interpolation,
        boolean keepAspectRatio,
        String classMode)
        implements SampleSource {
    @Override
    public int[] sampleIndices() {
        return IntStream.range(0, files.size()).toArray();
    }

    @Override
    public Shape imageShape() {
        return Shape.of(height, width, colorMode.channels());
    }

    @Override
    public @Nullable Tensor readImage(int sample) {
        ByteImage image = unreadable.read(files.paths().get(sample), colorMode);
        return image == null
                ? null
                : Images.resize(image, height, width, interpolation, keepAspectRatio)
                        .toTensor();
    }

    @Override
    public TargetKind targetKind() {
        return switch (classMode) {
            case "none" -> TargetKind.NONE;
            case "input" -> TargetKind.INPUT;
            default -> TargetKind.VALUES;
        };
    }

    @Override
    public Shape targetShape() {
        return classMode.equals("categorical") ? Shape.of(files.classes().size()) : Shape.SCALAR;
    }

    @Override
    public void writeTarget(int sample, ImageTransform t, Tensor y) {
        int label = files.labels().get(sample);
        if (classMode.equals("categorical")) {
            for (int k = 0; k < y.size(); k++) {
                y.set(k == label ? 1 : 0, k);
            }
        } else {
            y.set(label);
        }
    }

    @Override
    public @Nullable Tensor sampleWeights() {
        return null;
    }
}
