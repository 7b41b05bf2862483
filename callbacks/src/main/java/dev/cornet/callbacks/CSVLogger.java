package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Uninterrupted;
import dev.cornet.models.Callback;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes each epoch's metrics as a line of a CSV file: {@code epoch} (from 0) and the metrics in alphabetical order, lines ending in CR LF.
 *
 * <p>The columns are those of the first epoch; if it had no validation, {@code val_} columns are added for all; a metric that is missing
 * later is {@code NA}, one that is new is left out with a warning. The file is complete after each epoch. Reference: Keras' CSVLogger page.
 */
public final class CSVLogger extends Callback {
    private final Path file;
    private final Set<String> told = new HashSet<>();
    private CsvLines csv = CsvLines.of(",");
    private boolean append;
    private @Nullable List<String> columns;

    public CSVLogger(String file) {
        this(Arguments.path(Directories.named("CSVLogger", "the file", file), "CSVLogger"));
    }

    public CSVLogger(Path file) {
        Arguments.given(file, "CSVLogger", "file");
        this.file = file;
    }

    /** The character between values; default a comma. */
    public CSVLogger separator(String separator) {
        Arguments.given(separator, "CSVLogger.separator", "separator");
        this.csv = CsvLines.of(separator);
        return this;
    }

    /** Whether lines are added to a file that exists, in its columns; default false, the file begins anew. */
    public CSVLogger append(boolean append) {
        this.append = append;
        return this;
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        columns = null;
        told.clear();
        Directories.makeFor(file, this);
        try {
            if (append || resumes()) {
                write("", StandardOpenOption.APPEND);
                takeUp();
            } else {
                write("", StandardOpenOption.TRUNCATE_EXISTING);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Goes on below the lines of a file, if it has any, with its columns. */
    private void takeUp() throws IOException {
        String text = Uninterrupted.run(() -> Files.readString(file));
        if (text.isEmpty()) {
            return;
        }
        List<String> header = csv.first(text.startsWith("\uFEFF") ? text.substring(1) : text);
        if (!header.contains("epoch")) {
            throw new OptionException("CSVLogger: lines cannot be added to " + file
                    + ": its first line has no column \"epoch\", read with" + " the separator \"" + csv.separator()
                    + "\": " + header + ". Give the separator of the file, or another file.");
        }
        columns = header;
        if (!text.endsWith("\n")) {
            write("\r\n", StandardOpenOption.APPEND);
        }
    }

    @Override
    public Map<String, String> state() {
        try {
            return Map.of("bytes", Long.toString(Files.size(file)));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Cuts off the lines that were written after the checkpoint. */
    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        long bytes = new CallbackMemory(this, state).size("bytes");
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            if (open.length() < bytes) {
                Console.warn("CSVLogger: " + file + " has " + open.length() + " bytes, it had " + bytes
                        + " when the checkpoint was saved: lines are missing.");
            } else {
                open.setLength(bytes);
            }
            columns = bytes == 0 ? null : columns;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        try {
            List<String> names = columns;
            if (names == null) {
                names = columnsFor(logs.keySet());
                columns = names;
                append(csv.line(names));
            }
            List<String> left = logs.keySet().stream()
                    .filter(n -> !columnsKnow(n) && told.add(n))
                    .sorted()
                    .toList();
            if (!left.isEmpty()) {
                Console.warn("CSVLogger: " + file + " has no columns for " + left
                        + ", which are left out: its columns are those of its" + " first epoch, " + names
                        + ". To keep them, write to another file.");
            }
            List<String> values = names.stream()
                    .map(n -> n.equals("epoch")
                            ? Integer.toString(epoch)
                            : logs.containsKey(n) ? PythonNumbers.repr(logs.get(n)) : "NA")
                    .toList();
            append(csv.line(values));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Adds a line, or nothing where the disk has not room for all of it. */
    private void append(String line) throws IOException {
        long before = Files.exists(file) ? Files.size(file) : 0;
        try {
            write(line, StandardOpenOption.APPEND);
        } catch (IOException e) {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(before);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private boolean columnsKnow(String name) {
        List<String> names = columns;
        return names != null && names.contains(name);
    }

    private static List<String> columnsFor(Set<String> metrics) {
        List<String> names = new ArrayList<>(new TreeSet<>(metrics));
        if (names.stream().noneMatch(n -> n.startsWith("val_"))) {
            names.addAll(names.stream().map(n -> "val_" + n).toList());
        }
        names.add(0, "epoch");
        return names;
    }

    private void write(String text, StandardOpenOption how) throws IOException {
        Uninterrupted.run(
                () -> Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how));
    }

    private CornetException failed(IOException e) {
        return new CornetException("CSVLogger: " + file + " cannot be written: " + e.getMessage(), e);
    }
}
