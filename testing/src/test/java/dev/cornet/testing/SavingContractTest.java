package dev.cornet.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.CornetException;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract of layers finds options that are lost, or refused too late, when a layer is saved and loaded. */
final class SavingContractTest {
    /** y = x; subclasses add options. */
    abstract static class Identity<L extends Identity<L>> extends UnaryLayer<L> {
        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** Options that are null by default, with and without the annotation. */
    static final class NullByDefault extends Identity<NullByDefault> {
        @Option
        private Initializer initializer;

        @Option
        private @Nullable Integer seed;

        NullByDefault seed(int seed) {
            this.seed = seed;
            return self();
        }
    }

    /** Has no defaults: refused both when it is saved and when it is loaded. */
    static final class NeedsUnits extends Identity<NeedsUnits> {
        @Option
        private int units;

        private NeedsUnits() {}

        NeedsUnits(int units) {
            this.units = units;
        }

        @Override
        protected void validate() {
            require(units > 0, "units must be positive, got %d", units);
        }
    }

    /** A default that JSON cannot hold. */
    static final class InfiniteByDefault extends Identity<InfiniteByDefault> {
        @Option
        private double limit = Double.POSITIVE_INFINITY;

        InfiniteByDefault limit(double limit) {
            this.limit = limit;
            return self();
        }
    }

    /** A default whose class is written in place, and has no saved form. */
    static final class LocalByDefault extends Identity<LocalByDefault> {
        @Option
        private Initializer initializer = new Initializer() {
            @Override
            public void fill(Tensor w, RandomStream random) {}
        };

        LocalByDefault initializer(String name) {
            this.initializer = component(Initializer.class, "initializer", name);
            return self();
        }
    }

    /** Changes an option each time the options are checked, as they are after reading. */
    static final class ChangesWhenRead extends Identity<ChangesWhenRead> {
        @Option
        private String text = "";

        @Override
        protected void validate() {
            text += "!";
        }
    }

    @BeforeAll
    static void addLayers() {
        List.of(
                        NullByDefault.class,
                        NeedsUnits.class,
                        InfiniteByDefault.class,
                        LocalByDefault.class,
                        ChangesWhenRead.class)
                .forEach(Registry::add);
    }

    private static void check(Supplier<? extends Identity<?>> factory) {
        LayerContract.check(factory, Shape.of(3));
    }

    private static void assertBroken(String message, Supplier<? extends Identity<?>> factory) {
        CornetException e = assertThrows(CornetException.class, () -> check(factory));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void acceptsOptionsThatAreNullByDefault() {
        assertDoesNotThrow(() -> check(NullByDefault::new));
        assertDoesNotThrow(() -> check(() -> new NullByDefault().seed(3)));
    }

    @Test
    void acceptsALayerWithoutDefaults() {
        assertDoesNotThrow(() -> check(() -> new NeedsUnits(2)));
    }

    @Test
    void catchesDefaultsThatCanBeLoadedButNotSaved() {
        String message = "its default options can be loaded, but not saved: ";
        assertBroken(message + "InfiniteByDefault: limit is Infinity", () -> new InfiniteByDefault().limit(3));
        assertBroken(message + "a function written in place", () -> new LocalByDefault().initializer("zeros"));
    }

    @Test
    void catchesAnOptionThatChangesWhenItIsRead() {
        assertBroken("changes when it is read and written", ChangesWhenRead::new);
    }
}
