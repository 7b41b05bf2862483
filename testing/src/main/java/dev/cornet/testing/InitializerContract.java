package dev.cornet.testing;

import dev.cornet.exceptions.CornetException;
import dev.cornet.initializers.Initializer;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * The contract test of initializers: {@code InitializerContract.check(new MyInitializer(), Shape.of(5, 4))}, with the shape of a weight.
 *
 * <p>It checks that fill sets every value, to finite numbers that depend on shape and random stream alone, writes nothing beside the
 * weight, and does the same after the initializer is read from its saved form. A failed check is a {@link CornetException} that names it.
 */
public final class InitializerContract {
    private final Initializer initializer;
    private final Shape shape;

    private InitializerContract(Initializer initializer, Shape shape) {
        this.initializer = initializer;
        this.shape = shape;
    }

    /** Checks an initializer on a weight of this shape. */
    public static void check(Initializer initializer, Shape shape) {
        Initializer read = OptionsContract.check(Initializer.class, initializer);
        InitializerContract contract = new InitializerContract(initializer, shape);
        float[] values = contract.fill(initializer, Float.NaN);
        for (int i = 0; i < values.length; i++) {
            contract.require(Float.isFinite(values[i]), "fill leaves value %d unset, or sets it to %s", i, values[i]);
        }
        contract.require(
                Arrays.equals(values, contract.fill(initializer, 1)),
                "filled again with the same random stream, the weight differs: values must depend on shape and stream alone");
        contract.require(
                Arrays.equals(values, contract.fill(read, 0)),
                "read from its saved form it gives other values: an option lacks @Option");
    }

    private float[] fill(Initializer by, float before) {
        float[] data = new float[shape.size() + 2];
        Arrays.fill(data, before);
        by.fill(Tensor.wrap(data, 1, shape), by.stream(new RandomStream(53)));
        require(
                Float.compare(data[0], before) == 0 && Float.compare(data[data.length - 1], before) == 0,
                "fill writes beside the weight: its values begin at w.offset() and are w.size()");
        return Arrays.copyOfRange(data, 1, data.length - 1);
    }

    private void require(boolean condition, String format, Object... arguments) {
        OptionsContract.require(condition, initializer, format, arguments);
    }
}
