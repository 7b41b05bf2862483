package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.error.CornetException;
import dev.cornet.model.Callback;
import dev.cornet.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes each epoch's figures as a line of a CSV file: {@code epoch} (from 0) and the figures in alphabetical order, lines ending in CR LF.
 *
 * <p>The columns are those of the first epoch; if it had no validation, {@code val_} columns are added for all; a figure that is missing
 * later is {@code NA}. The file is complete after each epoch. Reference: Keras' CSVLogger page.
 */
public final class CSVLogger extends Callback {
    private final Path file;
    private String separator = ",";
    private boolean append;
    private @Nullable List<String> columns;

    public CSVLogger(String file) {
        this(Path.of(file));
    }

    public CSVLogger(Path file) {
        this.file = file;
    }

    /** What stands between values; default a comma. */
    public CSVLogger separator(String separator) {
        this.separator = separator;
        return this;
    }

    /** Whether lines are added to a file that exists; default false, the file begins anew. */
    public CSVLogger append(boolean append) {
        this.append = append;
        return this;
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        columns = null;
        Folders.makeFor(file, this);
        try {
            if (append || resumes()) {
                write("", StandardOpenOption.APPEND);
                columns = columnsOfHeader();
            } else {
                write("", StandardOpenOption.TRUNCATE_EXISTING);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private @Nullable List<String> columnsOfHeader() throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String header = lines.readLine();
            if (header == null) {
                return null;
            }
            List<String> names = new ArrayList<>(List.of(header.split(Pattern.quote(separator), -1)));
            names.remove("epoch");
            return names;
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
        long bytes = (long) new Memory(this, state).number("bytes");
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (open.size() < bytes) {
                Console.warn("CSVLogger: " + file + " has " + open.size() + " bytes, it had " + bytes
                        + " when the checkpoint was saved: lines are missing.");
            } else {
                open.truncate(bytes);
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
                names = new ArrayList<>(new TreeSet<>(logs.keySet()));
                if (names.stream().noneMatch(n -> n.startsWith("val_"))) {
                    names.addAll(names.stream().map(n -> "val_" + n).toList());
                }
                columns = names;
                line("epoch", names);
            }
            List<String> values = names.stream()
                    .map(n -> logs.containsKey(n) ? PythonNumbers.repr(logs.get(n)) : "NA")
                    .toList();
            line(Integer.toString(epoch), values);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void line(String first, List<String> rest) throws IOException {
        write(first + separator + String.join(separator, rest) + "\r\n", StandardOpenOption.APPEND);
    }

    private void write(String text, StandardOpenOption how) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
    }

    private CornetException failed(IOException e) {
        return new CornetException("CSVLogger: " + file + " cannot be written: " + e.getMessage(), e);
    }
}
