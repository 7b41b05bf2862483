package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.config.Configurable;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.models.Compile;
import dev.cornet.models.Model;
import dev.cornet.optimizers.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reader of a model's compile_config: the optimizer, losses, metrics and loss weights that compile was called with. */
final class CompileReader {
    private static final String WHERE = "compile_config";

    /** Reading of further entries stops after this many problems. */
    private static final int MAX_PROBLEMS = 50;

    private final List<String> problems;

    private CompileReader(List<String> problems) {
        this.problems = problems;
    }

    /** Compiles the model with the saved arguments; does nothing if the tree has no loss. */
    static void read(Model model, JsonNode config, List<String> problems) {
        CompileReader reader = new CompileReader(problems);
        try {
            Compile options = reader.options(config);
            if (options != null) {
                model.compile(options); // changes nothing if the arguments do not fit the model's outputs
            }
        } catch (CornetException e) {
            problems.add(WHERE + ": " + e.getMessage());
        }
    }

    /** Adds the problems that {@link #read} would report, without compiling a model. */
    static void check(JsonNode config, List<String> problems) {
        try {
            new CompileReader(problems).options(config);
        } catch (CornetException e) {
            problems.add(WHERE + ": " + e.getMessage());
        }
    }

    /** The arguments of compile; null if the model was not compiled, or on errors, which are added to the problems. */
    private @Nullable Compile options(JsonNode config) {
        JsonNode lossRecord = config.path("loss");
        if (lossRecord.isNull() || lossRecord.isMissingNode()) {
            return null;
        }
        Object optimizer = component(Optimizer.class, config, "optimizer");
        Object loss = component(Loss.class, config, "loss");
        Object metrics = component(Metric.class, config, "metrics");
        Object weighted = component(Metric.class, config, "weighted_metrics");
        if (!problems.isEmpty() || optimizer == null || loss == null) {
            return null;
        }
        Compile options = new Compile(optimizer, loss);
        setLossWeights(options, config.path("loss_weights"));
        if (metrics instanceof Map<?, ?> byOutput) {
            options.metrics(named(byOutput));
        } else if (metrics != null) {
            options.metrics(listOf(metrics).toArray());
        }
        if (weighted instanceof Map<?, ?> byOutput) {
            options.weightedMetrics(named(byOutput));
        } else if (weighted != null) {
            options.weightedMetrics(listOf(weighted).toArray());
        }
        return options;
    }

    private static void setLossWeights(Compile options, JsonNode weights) {
        if (weights.isObject()) {
            Map<String, Double> byOutput = new LinkedHashMap<>();
            weights.fields()
                    .forEachRemaining(w -> byOutput.put(w.getKey(), w.getValue().doubleValue()));
            options.lossWeights(byOutput);
        } else if (weights.isArray()) {
            double[] values = new double[weights.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = weights.get(i).doubleValue();
            }
            options.lossWeights(values);
        }
    }

    private <T extends Configurable> @Nullable Object component(Class<T> family, JsonNode config, String key) {
        return component(family, config.path(key), key, WHERE + "." + key);
    }

    private <T extends Configurable> @Nullable Object component(
            Class<T> family, JsonNode node, String key, String where) {
        if (node.isArray()) {
            List<@Nullable Object> all = new ArrayList<>();
            for (int i = 0; i < node.size() && problems.size() < MAX_PROBLEMS; i++) {
                Object item = component(family, node.get(i), key, where + "[" + i + "]");
                all.add(
                        item == null && family == Metric.class
                                ? List.of()
                                : item); // an output without metrics keeps its index
            }
            return all;
        }
        if (node.isObject() && !node.has("class_name")) {
            Map<String, Object> all = new LinkedHashMap<>();
            node.fields().forEachRemaining(entry -> {
                Object item = component(family, entry.getValue(), key, where + "." + entry.getKey());
                if (item != null) {
                    all.put(entry.getKey(), item);
                }
            });
            return all;
        }
        if (node.isTextual()) {
            requireKnown(family, node.asText(), where);
            return node.asText();
        }
        return node.isObject() ? Configs.read(family, LegacyCompileConfig.upgrade(node), where, problems) : null;
    }

    private void requireKnown(Class<? extends Configurable> family, String name, String where) {
        try {
            Registry.find(family, name);
        } catch (OptionException e) {
            problems.add(where + ": " + e.brief());
        }
    }

    private static List<?> listOf(Object value) {
        return value instanceof List<?> list ? list : List.of(value);
    }

    private static Map<String, Object> named(Map<?, ?> map) {
        Map<String, Object> all = new LinkedHashMap<>();
        map.forEach((name, value) -> all.put(name.toString(), value));
        return all;
    }
}
