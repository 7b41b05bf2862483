package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Configs;
import dev.cornet.nn.Layer;
import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link ReLU}: the rectified linear unit. */
final class ReLUTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(ReLU::new, Shape.of(20)),
                layer(() -> new ReLU().maxValue(1).negativeSlope(0.1).threshold(0.25), Shape.of(20)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new ReLU().maxValue(2).negativeSlope(0.5).threshold(1), row(-1, 0.5f, 1.5f, 3));
        assertTensor(row(-1, -0.25f, 1.5f, 2), run.y());
        assertTensor(
                row(0.5f, 0.5f, 1, 0),
                run.backward(List.of(row(1, 1, 1, 1))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "ReLU: max_value must be 0 or more, got -1.0",
                () -> new ReLU().maxValue(-1).check());
        rejects(
                "ReLU: negative_slope must be 0 or more, got -0.1",
                () -> new ReLU().negativeSlope(-0.1).check());
        rejects(
                "ReLU: threshold must be 0 or more, got -2.0",
                () -> new ReLU().threshold(-2).check());
    }

    @Test
    void hasNoMaximumIfTheConfigSaysNull() {
        Layer read = Configs.read(Layer.class, Configs.write(new ReLU()));
        assertTrue(Configs.options(read).get("max_value").isNull());
        assertTensor(row(1000), run(read, row(1000)).y());
    }
}
