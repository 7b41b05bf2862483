package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link ZeroPadding2D}: zeros around images. */
final class ZeroPadding2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(ZeroPadding2D::new, IMAGE), layer(() -> new ZeroPadding2D(1, 0, 2, 1), IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new ZeroPadding2D(1, 0, 0, 2), image(1, 1, 7));
        assertTensor(image(2, 3, 0, 0, 0, 7, 0, 0), run.y());
        assertTensor(
                image(1, 1, 4),
                run.backward(List.of(image(2, 3, 1, 2, 3, 4, 5, 6))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        String message = "ZeroPadding2D: padding must be 0 or more on each side, got ";
        rejects(message + "[[-1, -1], [-1, -1]]", () -> new ZeroPadding2D(-1));
        rejects(message + "[[0, 1], [2, -3]]", () -> new ZeroPadding2D(0, 1, 2, -3));
        rejectsConfig("layer.config: " + message + "[[1, 1]]", "ZeroPadding2D", "\"padding\": [[1, 1]]");
        rejectsSamples(
                "ZeroPadding2D: wants images (height, width, channels), got samples of shape (2, 3, 4, 5). "
                        + "A shape is that of one sample: if 2 is the batch size, leave it out, as in inputShape(3, "
                        + "4, 5) or Input.of(3, 4, 5).",
                new ZeroPadding2D(),
                Shape.of(2, 3, 4, 5));
    }

    @Test
    void padsBothSidesAlikeWhenGivenOneNumberOrTwo() {
        List<Shape> pixel = List.of(Shape.of(-1, 1, 1, 1));
        assertEquals(List.of(Shape.of(-1, 3, 3, 1)), LayerAccess.buildOrCheck(new ZeroPadding2D(), pixel));
        assertEquals(List.of(Shape.of(-1, 5, 5, 1)), LayerAccess.buildOrCheck(new ZeroPadding2D(2), pixel));
        assertEquals(List.of(Shape.of(-1, 3, 7, 1)), LayerAccess.buildOrCheck(new ZeroPadding2D(1, 3), pixel));
    }
}
