package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertSame;

import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Flatten}: each sample as a vector. */
final class FlattenTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(Flatten::new, IMAGE), layer(Flatten::new, Shape.of(3)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Flatten(), image(2, 1, 1, 2, 3, 4));
        assertTensor(row(1, 2, 3, 4), run.y());
        assertTensor(
                image(2, 1, 5, 6, 7, 8),
                run.backward(List.of(row(5, 6, 7, 8))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsConfig(
                "layer.config: Flatten: data_format must be \"channels_last\", got \"channels_first\"."
                        + " Put the channels last: images (height, width, channels).",
                "Flatten",
                "\"data_format\": \"channels_first\"");
    }

    @Test
    void copiesNothing() {
        Tensor x = Tensor.zeros(5, 2, 3);
        Tensor y = build(new Flatten(), x).forward(x, Pass.inference()).y();
        assertSame(x.data(), y.data());
    }
}
