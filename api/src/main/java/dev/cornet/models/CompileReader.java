package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.config.Configurable;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.optimizers.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of {@link ModelReader} for what compile was given. */
final class CompileReader {
    private static final String WHERE = "compile_config";

    /** So many problems are enough of a file. */
    private static final int ENOUGH = 50;

    private final List<String> problems;

    private CompileReader(List<String> problems) {
        this.problems = problems;
    }

    /** Compiles the model as the tree says; leaves it as it is where the tree has no loss. */
    static void read(Model model, JsonNode config, List<String> problems) {
        CompileReader reader = new CompileReader(problems);
        try {
            Compile options = reader.options(config);
            if (options == null) {
                return;
            }
            if (model.isReady()) {
                // refuses what does not go with the model before the model has it
                new TrainingSetup(options, model.outputs(), model.outputNames());
            }
            model.compile(options);
        } catch (CornetException e) {
            problems.add(WHERE + ": " + e.getMessage());
        }
    }

    /** Adds what keeps the tree from being read. */
    static void check(JsonNode config, List<String> problems) {
        try {
            new CompileReader(problems).options(config);
        } catch (CornetException e) {
            problems.add(WHERE + ": " + e.getMessage());
        }
    }

    /** What compile was given; null where that is nothing, or where something is wrong, which has been told. */
    private @Nullable Compile options(JsonNode config) {
        JsonNode given = config.path("loss");
        if (given.isNull() || given.isMissingNode()) {
            return null;
        }
        Object optimizer = unit(Optimizer.class, config, "optimizer");
        Object loss = unit(Loss.class, config, "loss");
        Object metrics = unit(Metric.class, config, "metrics");
        Object weighted = unit(Metric.class, config, "weighted_metrics");
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

    private <T extends Configurable> @Nullable Object unit(Class<T> family, JsonNode config, String key) {
        return unit(family, config.path(key), key, WHERE + "." + key);
    }

    private <T extends Configurable> @Nullable Object unit(Class<T> family, JsonNode node, String key, String where) {
        if (node.isArray()) {
            List<@Nullable Object> all = new ArrayList<>();
            for (int i = 0; i < node.size() && problems.size() < ENOUGH; i++) {
                Object one = unit(family, node.get(i), key, where + "[" + i + "]");
                all.add(
                        one == null && family == Metric.class
                                ? List.of()
                                : one); // an output without any keeps its place
            }
            return all;
        }
        if (node.isObject() && !node.has("class_name")) {
            Map<String, Object> all = new LinkedHashMap<>();
            node.fields().forEachRemaining(entry -> {
                Object one = unit(family, entry.getValue(), key, where + "." + entry.getKey());
                if (one != null) {
                    all.put(entry.getKey(), one);
                }
            });
            return all;
        }
        if (node.isTextual()) {
            requireKnown(family, node.asText(), where);
            return node.asText();
        }
        return node.isObject() ? Configs.read(family, LegacyTraining.upgrade(node), where, problems) : null;
    }

    private void requireKnown(Class<? extends Configurable> family, String name, String where) {
        try {
            Registry.find(family, name);
        } catch (OptionException e) {
            problems.add(where + ": " + e.brief());
        }
    }

    private static List<?> listOf(Object given) {
        return given instanceof List<?> list ? list : List.of(given);
    }

    private static Map<String, Object> named(Map<?, ?> map) {
        Map<String, Object> all = new LinkedHashMap<>();
        map.forEach((name, value) -> all.put(name.toString(), value));
        return all;
    }
}
