package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.Configs;
import dev.cornet.config.KerasNames;
import dev.cornet.exceptions.OptionException;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Accuracy;
import dev.cornet.metrics.Crossentropy;
import dev.cornet.metrics.Metric;
import dev.cornet.nn.Layer;
import dev.cornet.optimizers.Optimizer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of {@link ModelWriter} for what compile was given. */
final class CompileWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What compile takes by the names of outputs. */
    private static final List<String> BY_OUTPUT = List.of("loss", "loss_weights", "metrics", "weighted_metrics");

    private final Map<Layer, String> aliases;

    private CompileWriter(Map<Layer, String> aliases) {
        this.aliases = aliases;
    }

    /** The record; {@code aliases} are layers that go by another name than their own. */
    static ObjectNode write(Compile given, Map<Layer, String> aliases) {
        return new CompileWriter(aliases).renamed(record(given));
    }

    private static ObjectNode record(Compile given) {
        ObjectNode record = JSON.objectNode();
        record.set("optimizer", unit(given.optimizer()));
        record.set("loss", unit(given.loss()));
        record.set("loss_weights", unit(given.lossWeights()));
        record.set("metrics", metrics(given.metrics()));
        record.set("weighted_metrics", metrics(given.weightedMetrics()));
        record.put("run_eagerly", false);
        record.put("steps_per_execution", 1);
        record.put("jit_compile", false);
        return record;
    }

    /** What compile was given by the names of outputs, by those that go by another name here. */
    private ObjectNode renamed(ObjectNode compile) {
        for (String key : BY_OUTPUT) {
            if (!aliases.isEmpty() && compile.get(key) instanceof ObjectNode given && !given.has("class_name")) {
                ObjectNode byName = compile.putObject(key);
                given.fields().forEachRemaining(one -> byName.set(alias(one.getKey()), one.getValue()));
            }
        }
        return compile;
    }

    private String alias(String name) {
        for (Map.Entry<Layer, String> alias : aliases.entrySet()) {
            if (alias.getKey().name().equals(name)) {
                return alias.getValue();
            }
        }
        return name;
    }

    /** Null where there are none at all; an output without any has an empty list among those of the others. */
    private static JsonNode metrics(Object given) {
        return given instanceof List<?> list && list.isEmpty() ? JSON.nullNode() : unit(given);
    }

    /** What was given, in its lists and maps; null for nothing. */
    private static JsonNode unit(@Nullable Object given) {
        if (given instanceof List<?> list) {
            ArrayNode all = JSON.arrayNode();
            list.forEach(one -> all.add(unit(one)));
            return all;
        }
        if (given instanceof Map<?, ?> map) {
            ObjectNode all = JSON.objectNode();
            map.forEach((name, one) -> all.set(name.toString(), unit(one)));
            return all;
        }
        if (given instanceof Optimizer optimizer) {
            return named(Configs.write(optimizer), optimizer.name());
        }
        if (given instanceof Loss loss) {
            return named(Configs.write(loss), loss.name());
        }
        if (given instanceof Metric metric) {
            return metric(metric);
        }
        return given instanceof Number number ? JSON.numberNode(number.doubleValue()) : JSON.nullNode();
    }

    /** Keras knows those that become one or another by the shapes by their names alone. */
    private static JsonNode metric(Metric metric) {
        boolean byShape =
                metric instanceof Crossentropy || (metric instanceof Accuracy accuracy && accuracy.isByShape());
        String name = KerasNames.snake(metric.getClass().getSimpleName());
        if (byShape && name.equals(metric.name())) {
            return JSON.textNode(name);
        }
        if (metric instanceof Accuracy && byShape) {
            throw new OptionException(
                    "the metric \"accuracy\", which becomes one or another by the shapes, goes by the name \""
                            + metric.name()
                            + "\", and files cannot say so. Give new BinaryAccuracy(), new CategoricalAccuracy()"
                            + " or new SparseCategoricalAccuracy() that name.");
        }
        return named(Configs.write(metric), metric.name());
    }

    /** With the name that the unit goes by, where it has been given none. */
    private static ObjectNode named(ObjectNode record, @Nullable String name) {
        ((ObjectNode) record.get("config")).put("name", name);
        return record;
    }
}
