package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A thread-safe cache of one object that a layer derives from its input shape, such as its pooling windows. Only the object for the last
 * shape is kept, because the next input mostly has the same shape.
 */
final class ShapeCache<T> {
    private final Function<Shape, T> factory;
    private transient volatile @Nullable Entry<T> last;

    private record Entry<T>(Shape in, T value) {}

    /** A cache of the objects that {@code factory} creates; they must depend on the shape and the layer's options alone. */
    ShapeCache(Function<Shape, T> factory) {
        this.factory = factory;
    }

    T get(Shape in) {
        Entry<T> entry = last;
        if (entry == null || !entry.in.equals(in)) {
            entry = new Entry<>(in, factory.apply(in));
            last = entry;
        }
        return entry.value;
    }
}
