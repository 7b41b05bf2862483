package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Model;
import dev.cornet.nn.LayerAccess;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Memory, and with it time, that long lists, long names and many calls in a config take: in proportion to the text, not to its square. */
class LargeConfigsTest {
    private static <T> T withinBytes(int bytesPerCharacter, String json, Supplier<T> reading) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        T result = reading.get();
        long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(bytes < 50_000_000 + (long) bytesPerCharacter * json.length(), bytes + " for " + json.length());
        return result;
    }

    private static Model read(String json) {
        return withinBytes(600, json, () -> Model.fromJson(json));
    }

    private static String refusal(String json) {
        return withinBytes(20, json, () -> assertThrows(ModelFormatException.class, () -> Model.fromJson(json)))
                .getMessage();
    }

    private static String sequential(String layer, String more) {
        return "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":[{\"class_name\":\"InputLayer\",\"config\":"
                + "{\"batch_shape\":[null,4],\"name\":\"i\"}}," + layer + "]}" + more + "}";
    }

    private static String dense(String options) {
        return "{\"class_name\":\"Dense\",\"config\":{\"name\":\"d\",\"units\":4" + options + "}}";
    }

    private static String numbers(int count, String format) {
        return IntStream.range(0, count).mapToObj(i -> String.format(format, i)).collect(Collectors.joining(","));
    }

    @Test
    void aListOfManyAxesIsWrittenOnlyWhereItIsRefused() {
        String axes = numbers(20_000, "%d").substring("0,".length()) + ",20000";
        String message = refusal(
                sequential("{\"class_name\":\"Permute\",\"config\":{\"name\":\"p\",\"dims\":[" + axes + "]}}", ""));
        assertTrue(message.contains("wants samples of 20000 axes"), message);
    }

    @Test
    void aListOfManyThresholdsIsWrittenOnlyWhereItIsRefused() {
        String metric = "{\"class_name\":\"AUC\",\"config\":{\"thresholds\":[" + numbers(20_000, "0.%06d") + "]}}";
        String compiled = ",\"compile_config\":{\"optimizer\":\"adam\",\"loss\":\"mse\",\"metrics\":[" + metric + "]}";
        assertEquals(1, read(sequential(dense(""), compiled)).layers().size());
    }

    @Test
    void longNamesOfComponentsAreNotLookedFor() {
        String name = "r".repeat(4_000_000);
        String message = refusal(sequential(dense(",\"activation\":\"" + name + "\""), ""));
        assertTrue(message.contains("unknown activation"), message);
        assertTrue(message.length() < 2000, message);
    }

    @Test
    void aLayerMayBeCalledManyTimes() {
        int calls = 19_000;
        String nodes = IntStream.range(1, calls)
                .mapToObj(i -> "[[\"d\"," + (i - 1) + ",0,{}]]")
                .collect(Collectors.joining(",", "[[\"i\",0,0,{}]],", ""));
        String json = "{\"class_name\":\"Functional\",\"config\":{\"name\":\"m\",\"layers\":["
                + "{\"class_name\":\"InputLayer\",\"name\":\"i\",\"config\":{\"batch_shape\":[null,4],\"name\":\"i\"},\"inbound_nodes\":[]},"
                + "{\"class_name\":\"Dense\",\"name\":\"d\",\"config\":{\"name\":\"d\",\"units\":4},\"inbound_nodes\":["
                + nodes + "]}],\"input_layers\":[[\"i\",0,0]],\"output_layers\":[[\"d\"," + (calls - 1) + ",0]]}}";
        assertEquals(calls, LayerAccess.nodes(read(json).layers().get(1)).size());
    }
}
