package dev.cornet.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.error.CornetException;
import dev.cornet.loss.Loss;
import dev.cornet.metric.Metric;
import dev.cornet.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of {@link ModelReader} for what compile was given. */
final class CompileReader {
    private CompileReader() {}

    /** Compiles the model as the tree says; a model whose tree has losses or metrics in dictionaries stays uncompiled. */
    static void read(Model model, JsonNode config, List<String> problems) {
        JsonNode loss = config.path("loss");
        if (!config.isObject() || config.isEmpty() || isDictionary(loss) || loss.isNull() || loss.isMissingNode()) {
            return;
        }
        Optimizer optimizer =
                Configs.read(Optimizer.class, config.path("optimizer"), "compile_config.optimizer", problems);
        List<Object> losses = new ArrayList<>();
        for (JsonNode one : loss.isArray() ? loss : List.of(loss)) {
            add(
                    one.isTextual() ? one.asText() : Configs.read(Loss.class, one, "compile_config.loss", problems),
                    losses);
        }
        List<Object> metrics = new ArrayList<>();
        JsonNode given = config.path("metrics");
        for (JsonNode one : given) {
            if (one.isArray() || isDictionary(given)) {
                return;
            }
            add(
                    one.isTextual()
                            ? one.asText()
                            : Configs.read(Metric.class, one, "compile_config.metrics", problems),
                    metrics);
        }
        List<Double> weights = new ArrayList<>();
        config.path("loss_weights").forEach(weight -> weights.add(weight.doubleValue()));
        if (problems.isEmpty() && optimizer != null) {
            try {
                model.compile(optimizer, losses, weights, metrics.toArray());
            } catch (CornetException e) {
                problems.add("compile_config: " + e.getMessage());
            }
        }
    }

    private static boolean isDictionary(JsonNode node) {
        return node.isObject() && !node.has("class_name");
    }

    private static void add(@Nullable Object value, List<Object> values) {
        if (value != null) {
            values.add(value);
        }
    }
}
