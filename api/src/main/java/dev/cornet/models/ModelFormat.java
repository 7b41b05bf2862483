package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Service for a file format: reads it for {@link Model#load} and {@link Model#loadWeights}, and may write it for {@link Model#save} and
 * {@link Model#saveWeights}. The format of {@code .cornet} files is one of these services; the module {@code formats} and users add those
 * of other libraries, by {@code provides ModelFormat with …} in a module or a line in {@code META-INF/services}. This is a complete one, a
 * text with the architecture and one line of numbers for each weight:
 *
 * <pre>{@code
 * public final class TextFormat implements ModelFormat {
 *     @Override public boolean reads(Path file) { return writes(file) && Files.isRegularFile(file); }
 *     @Override public boolean writes(Path file) { return file.toString().endsWith(".text"); }
 *
 *     @Override public void save(Model model, Path file) throws IOException {
 *         List<String> lines = new ArrayList<>(List.of(model.toJson()));
 *         for (Tensor weight : model.getWeights()) {
 *             lines.add(Arrays.toString(weight.toArray()).replaceAll("[\\[\\],]", ""));
 *         }
 *         Files.write(file, lines);
 *     }
 *
 *     @Override public Model load(Path file) throws IOException {
 *         Model model = ModelFormat.read(Files.readAllLines(file).get(0), file + ": line 1");
 *         loadWeights(model, file);
 *         return model;
 *     }
 *
 *     @Override public void loadWeights(Model model, Path file) throws IOException {
 *         List<String> lines = Files.readAllLines(file);
 *         List<Tensor> weights = new ArrayList<>();
 *         for (Tensor old : model.getWeights()) {
 *             String[] words = lines.get(1 + weights.size()).split(" ");
 *             float[] values = new float[words.length];
 *             for (int i = 0; i < values.length; i++) {
 *                 values[i] = Float.parseFloat(words[i]);
 *             }
 *             weights.add(Tensor.of(values).reshape(old.shape()));
 *         }
 *         model.setWeights(weights);
 *     }
 * }
 * }</pre>
 *
 * <p>Its methods may throw what they meet: callers of {@code Model.load} get a {@link dev.cornet.exceptions.ModelFormatException} that names
 * the file and the class of the format, those of {@code Model.save} a {@link CornetException}.
 */
public interface ModelFormat {
    /** True if the file or folder has this format, by its first bytes. */
    boolean reads(Path file);

    /** Loads the model of a file with its weights. */
    Model load(Path file) throws IOException;

    /** Sets the weights of a model to those in a file; if anything does not match, nothing changes. */
    void loadWeights(Model model, Path file) throws IOException;

    /** True if {@link #save} and {@link #saveWeights} write files of this name; decided by its extension. Default: false, only reads. */
    default boolean writes(Path file) {
        return false;
    }

    /** Writes a model with its weights. No other thread changes the model meanwhile. */
    default void save(Model model, Path file) throws IOException {
        throw new OptionException("cannot write " + file + ": " + getClass().getSimpleName()
                + " says by writes(…) that it writes such files, but does not implement save.");
    }

    /** Writes the weights of a model. No other thread changes them meanwhile. */
    default void saveWeights(Model model, Path file) throws IOException {
        throw new OptionException("cannot write " + file + ": " + getClass().getSimpleName()
                + " says by writes(…) that it writes such files, but does not implement saveWeights.");
    }

    /**
     * Creates a model with new weights from the JSON tree that Keras writes; called by implementations of this interface. Messages begin
     * with {@code where}. If the loss, a metric or the optimizer is unknown, the model is not compiled and a warning says so.
     */
    static Model read(JsonNode tree, String where) {
        return Services.architecture().read(tree, where);
    }

    /**
     * The same from the JSON text of {@link Model#toJson} or of Keras; called by implementations of this interface. The weights may take as
     * many bytes as {@link Model#fromJson(String)} allows.
     */
    static Model read(String json, String where) {
        Arguments.notNull(json, "read: the JSON text");
        Arguments.notNull(where, "read: where");
        return Services.architecture().read(json, where);
    }

    /** The first format, among the services of this interface, that reads the file; null if none does. */
    static @Nullable ModelFormat of(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            return null; // reading a pipe would block; the .cornet and safetensors readers refuse it
        }
        return first(file, "reads", format -> format.reads(file));
    }

    /** The first format, among the services of this interface, that writes files of this name; null if none does. */
    static @Nullable ModelFormat writing(Path file) {
        return first(file, "writes", format -> format.writes(file));
    }

    private static @Nullable ModelFormat first(Path file, String method, Predicate<ModelFormat> condition) {
        for (ModelFormat format : ServiceLoader.load(ModelFormat.class, ModelFormat.class.getClassLoader())) {
            try {
                if (condition.test(format)) {
                    return format;
                }
            } catch (CornetException e) {
                throw e.within(file + ": " + format.getClass().getSimpleName() + "." + method);
            }
        }
        return null;
    }
}
