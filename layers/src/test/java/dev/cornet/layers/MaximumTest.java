package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Maximum}: the maximum of the inputs. */
final class MaximumTest extends MergeChecks {
    MaximumTest() {
        super(Maximum::new, row(10, 20, 4), row(0, 6, 0), row(5, 0, 7));
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(Maximum::new, Shape.of(3, 4), Shape.of(3, 4)),
                layer(Maximum::new, Shape.of(3, 4), Shape.of(1, 4)));
    }

    @Test
    void givesTheGradientToTheFirstOfEquals() {
        assertGivesTheGradientToTheFirstOfEquals(new Maximum(), row(1), row(2));
    }
}
