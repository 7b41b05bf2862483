package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Minimum}: the minimum of the inputs. */
final class MinimumTest extends MergeChecks {
    MinimumTest() {
        super(Minimum::new, row(1, 2, 3), row(5, 0, 7), row(0, 6, 0));
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(Minimum::new, Shape.of(3, 4), Shape.of(3, 1)),
                layer(Minimum::new, Shape.of(3, 4), Shape.of(3, 4)));
    }

    @Test
    void givesTheGradientToTheFirstOfEquals() {
        assertGivesTheGradientToTheFirstOfEquals(new Minimum(), row(3), row(2));
    }
}
