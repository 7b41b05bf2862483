package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a layer makes for inputs of one shape, as the place of its windows on them: kept, because the next input mostly has the shape of
 * the last. Any number of threads may ask at once.
 */
final class ShapeCache<T> {
    private final Function<Shape, T> maker;
    private transient volatile @Nullable Made<T> last;

    private record Made<T>(Shape in, T value) {}

    /** What {@code maker} makes of shapes, which must follow from the shape and the layer's options alone. */
    ShapeCache(Function<Shape, T> maker) {
        this.maker = maker;
    }

    T of(Shape in) {
        Made<T> made = last;
        if (made == null || !made.in.equals(in)) {
            made = new Made<>(in, maker.apply(in));
            last = made;
        }
        return made.value;
    }
}
