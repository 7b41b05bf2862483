package dev.cornet.preprocessing.image;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Listed files, and how they are read. */
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
    public int[] samples() {
        return IntStream.range(0, files.size()).toArray();
    }

    @Override
    public Shape shape() {
        return Shape.of(height, width, colorMode.channels());
    }

    @Override
    public @Nullable Tensor image(int sample) {
        ByteImage picture = unreadable.read(files.paths().get(sample), colorMode);
        return picture == null
                ? null
                : Images.resize(picture, height, width, interpolation, keepAspectRatio)
                        .toTensor();
    }

    @Override
    public Targets targets() {
        return switch (classMode) {
            case "none" -> Targets.NONE;
            case "input" -> Targets.INPUT;
            default -> Targets.VALUES;
        };
    }

    @Override
    public Shape targetShape() {
        return classMode.equals("categorical") ? Shape.of(files.classes().size()) : Shape.SCALAR;
    }

    @Override
    public void target(int sample, ImageTransform t, Tensor y) {
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
    public @Nullable Tensor weights() {
        return null;
    }
}
