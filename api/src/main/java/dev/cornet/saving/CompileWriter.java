package dev.cornet.saving;

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
import dev.cornet.models.CompileArguments;
import dev.cornet.nn.Layer;
import dev.cornet.optimizers.Optimizer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writer of a model's compile_config: the arguments of compile as Keras writes them. */
final class CompileWriter {
    /**
     * Keras' short names of the metrics whose class depends on the shapes of targets and output; files contain the name used in compile.
     */
    private static final Map<String, String> SHORT_NAMES = Map.of("accuracy", "acc", "crossentropy", "ce");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The arguments of compile that may be given by the names of outputs. */
    private static final List<String> BY_OUTPUT = List.of("loss", "loss_weights", "metrics", "weighted_metrics");

    private final Map<Layer, String> aliases;

    private CompileWriter(Map<Layer, String> aliases) {
        this.aliases = aliases;
    }

    /** Writes the arguments; {@code aliases} are the saved names of layers whose saved name differs from their own. */
    static ObjectNode write(CompileArguments options, Map<Layer, String> aliases) {
        return new CompileWriter(aliases).withAliases(record(options));
    }

    private static ObjectNode record(CompileArguments options) {
        ObjectNode record = JSON.objectNode();
        record.set("optimizer", component(options.optimizer()));
        record.set("loss", component(options.loss()));
        record.set("loss_weights", component(options.lossWeights()));
        record.set("metrics", metrics(options.metrics()));
        record.set("weighted_metrics", metrics(options.weightedMetrics()));
        record.put("run_eagerly", false);
        record.put("steps_per_execution", 1);
        record.put("jit_compile", false);
        return record;
    }

    /** Replaces the names of outputs by their aliases. */
    private ObjectNode withAliases(ObjectNode compile) {
        for (String key : BY_OUTPUT) {
            if (!aliases.isEmpty() && compile.get(key) instanceof ObjectNode argument && !argument.has("class_name")) {
                ObjectNode byName = compile.putObject(key);
                argument.fields().forEachRemaining(entry -> byName.set(alias(entry.getKey()), entry.getValue()));
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

    /** The metrics; null if no output has any. If only some outputs have metrics, the others have empty lists. */
    private static JsonNode metrics(Object metrics) {
        return metrics instanceof List<?> list && list.isEmpty() ? JSON.nullNode() : component(metrics);
    }

    /** The record of a component or number, or the records in a list or map; null for null. */
    private static JsonNode component(@Nullable Object value) {
        if (value instanceof List<?> list) {
            ArrayNode all = JSON.arrayNode();
            list.forEach(item -> all.add(component(item)));
            return all;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode all = JSON.objectNode();
            map.forEach((name, item) -> all.set(name.toString(), component(item)));
            return all;
        }
        if (value instanceof Optimizer optimizer) {
            return withName(Configs.write(optimizer), optimizer.name());
        }
        if (value instanceof Loss loss) {
            return withName(Configs.write(loss), loss.name());
        }
        if (value instanceof Metric metric) {
            return metric(metric);
        }
        return value instanceof Number number ? JSON.numberNode(number.doubleValue()) : JSON.nullNode();
    }

    /** The record of a metric. Metrics that are chosen by the shapes of the output, as "accuracy", are written by name, as in Keras. */
    private static JsonNode metric(Metric metric) {
        boolean byShape =
                metric instanceof Crossentropy || (metric instanceof Accuracy accuracy && accuracy.isByShape());
        String name = KerasNames.snake(metric.getClass().getSimpleName());
        if (byShape && (metric.name().equals(name) || metric.name().equals(SHORT_NAMES.get(name)))) {
            return JSON.textNode(metric.name());
        }
        if (metric instanceof Accuracy && byShape) {
            throw new OptionException(
                    "the metric \"accuracy\", which becomes one or another by the shapes, goes by the name \""
                            + metric.name()
                            + "\", and files cannot say so. Give new BinaryAccuracy(), new CategoricalAccuracy()"
                            + " or new SparseCategoricalAccuracy() that name.");
        }
        return withName(Configs.write(metric), metric.name());
    }

    /** Sets the name in the record's options, also if it is the default name. */
    private static ObjectNode withName(ObjectNode record, @Nullable String name) {
        ((ObjectNode) record.get("config")).put("name", name);
        return record;
    }
}
