package dev.cornet.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.Composite;
import dev.cornet.config.Configs;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link LayerContract} on saved forms: the layer, written as a config and read again, gives the same outputs, and so does a
 * layer with default options. The defaults are saved or refused as they would be loaded or refused.
 */
final class SavingContract {
    private final Layer layer;

    private SavingContract(Layer layer) {
        this.layer = layer;
    }

    static void check(Layer layer, List<Shape> samples, List<Tensor> xs) {
        SavingContract contract = new SavingContract(layer);
        ObjectNode record = Configs.write(layer);
        contract.keepsOutputs(record, samples, xs);
        if (!(layer instanceof Composite)) {
            contract.keepsDefaults(record);
        }
    }

    private void keepsOutputs(ObjectNode record, List<Shape> samples, List<Tensor> xs) {
        Layer read = read(record, "its saved form");
        LayerAccess.buildOrCheck(read, RandomTensors.batches(samples));
        read.setWeights(layer.getWeights());
        for (boolean training : new boolean[] {false, true}) {
            require(
                    Comparison.same(
                            LayerRun.forward(layer, xs, training).ys(),
                            LayerRun.forward(read, xs, training).ys()),
                    "read from its saved form " + record + " it gives other outputs: an option lacks @Option");
        }
    }

    /** Reads a saved form, which must be that of a layer of the same class and options. */
    private Layer read(ObjectNode record, String form) {
        Layer read;
        try {
            read = Configs.read(Layer.class, record);
        } catch (ModelFormatException e) {
            throw LayerContract.broken(layer, form + " " + record + " cannot be read: " + e.getMessage());
        }
        require(
                read.getClass() == layer.getClass(),
                form + " is read as " + read.getClass().getName());
        ObjectNode again = Configs.write(read);
        require(again.equals(record), form + " changes when it is read and written:\n" + record + "\n" + again);
        return read;
    }

    /** Saves and loads a layer made by the constructor without arguments. */
    private void keepsDefaults(ObjectNode record) {
        ObjectNode defaults = record.deepCopy();
        defaults.set("config", JsonNodeFactory.instance.objectNode());
        String loading = problem(() -> Configs.read(Layer.class, defaults));
        Layer newLayer = Registry.newInstance(layer.getClass());
        String saving = problem(() -> Configs.write(newLayer));
        if (saving == null) {
            read(Configs.write(newLayer), "the saved form of its default options");
        }
        require(
                loading != null || saving == null,
                "its default options can be loaded, but not saved: " + saving
                        + ". Give defaults that have a saved form, or null where the layer chooses");
    }

    private static @Nullable String problem(Runnable work) {
        try {
            work.run();
            return null;
        } catch (CornetException e) {
            return e.getMessage();
        }
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw LayerContract.broken(layer, otherwise);
        }
    }
}
