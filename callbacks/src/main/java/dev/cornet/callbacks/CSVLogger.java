package dev.cornet.callbacks;

import dev.cornet.error.CornetException;
import dev.cornet.model.Callback;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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
    private @Nullable Writer writer;
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
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            boolean headed = append && Files.exists(file) && Files.size(file) > 0;
            writer = Files.newBufferedWriter(
                    file,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
            if (headed) {
                String header = Files.readAllLines(file).get(0);
                columns = new ArrayList<>(List.of(header.split(java.util.regex.Pattern.quote(separator), -1)));
                columns.remove("epoch");
            }
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
                    .map(n -> logs.containsKey(n) ? String.valueOf(logs.get(n)) : "NA")
                    .toList();
            line(Integer.toString(epoch), values);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void line(String first, List<String> rest) throws IOException {
        Writer open = writer;
        if (open == null) {
            throw new IllegalStateException("training has not begun");
        }
        open.write(first + separator + String.join(separator, rest) + "\r\n");
        open.flush();
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        try {
            Writer open = writer;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw failed(e);
        }
        writer = null;
    }

    private CornetException failed(IOException e) {
        return new CornetException("CSVLogger: " + file + " cannot be written: " + e.getMessage(), e);
    }
}
