package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.UninterruptibleIO;
import dev.cornet.models.Callback;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Reader;
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
 * A callback that writes the metrics of each epoch to a CSV file: {@code epoch} (from 0), then the metrics in alphabetical order. Lines end
 * in CR LF.
 *
 * <p>The columns are the metrics of the first epoch; if it had no validation, a {@code val_} column is added for each metric. A metric that
 * is missing in a later epoch is written as {@code NA}; a metric without a column is left out with a warning. The file is complete after
 * each epoch. Reference: Keras' CSVLogger page.
 */
public final class CSVLogger extends Callback {
    /** The longest first line that is read, in characters. */
    private static final int MAX_HEADER = 1 << 20;
    /** The longest part of a first line that a message shows, in characters. */
    private static final int SHOWN = 500;

    private final Path file;
    private final Set<String> warnedColumns = new HashSet<>();
    private CsvFormat csv = CsvFormat.of(",");
    private boolean append;
    private @Nullable List<String> columns;

    public CSVLogger(String file) {
        this(Arguments.path(Directories.requireName("CSVLogger", "the file", file), "CSVLogger"));
    }

    public CSVLogger(Path file) {
        Arguments.notNull(file, "CSVLogger", "file");
        this.file = file;
    }

    /** The separator between values, one character; default a comma. */
    public CSVLogger separator(String separator) {
        Arguments.notNull(separator, "CSVLogger.separator", "separator");
        this.csv = CsvFormat.of(separator);
        return this;
    }

    /** Whether to append to an existing file, using its columns; default false: an existing file is overwritten. */
    public CSVLogger append(boolean append) {
        this.append = append;
        return this;
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        columns = null;
        warnedColumns.clear();
        Directories.createParent(file, this);
        try {
            if (append || resumes()) {
                write("", StandardOpenOption.APPEND);
                readColumns();
            } else {
                write("", StandardOpenOption.TRUNCATE_EXISTING);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Reads the columns of an existing file, if it is not empty, and ends its last line if necessary. */
    private void readColumns() throws IOException {
        if (!Files.isRegularFile(file)) {
            return; // reading a device or a pipe may never end
        }
        String text = UninterruptibleIO.run(this::readBeginning);
        if (text.isEmpty()) {
            return;
        }
        List<String> header = csv.firstLine(text.startsWith("\uFEFF") ? text.substring(1) : text);
        if (!header.contains("epoch")) {
            String columnNames = header.toString();
            throw new OptionException("CSVLogger: lines cannot be added to " + file
                    + ": its first line has no column \"epoch\", read with the separator \"" + csv.separator()
                    + "\": "
                    + (columnNames.length() > SHOWN ? columnNames.substring(0, SHOWN) + "…" : columnNames)
                    + ". Give the separator of the file, or another file.");
        }
        columns = header;
        if (!UninterruptibleIO.run(this::endsWithLineEnd)) {
            write("\r\n", StandardOpenOption.APPEND);
        }
    }

    /** Reads the beginning of the file: at most {@link #MAX_HEADER} characters, which contain the first line. */
    private String readBeginning() throws IOException {
        char[] text = new char[(int) Math.min(MAX_HEADER, Files.size(file))];
        int length = 0;
        try (Reader reader = Files.newBufferedReader(file)) {
            for (int n = 0; n >= 0 && length < text.length; length += Math.max(n, 0)) {
                n = reader.read(text, length, text.length - length);
            }
        }
        return new String(text, 0, length);
    }

    private boolean endsWithLineEnd() throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            open.seek(Math.max(0, open.length() - 1));
            return open.read() == '\n';
        }
    }

    @Override
    public Map<String, String> state() {
        try {
            return Map.of("bytes", Long.toString(Files.isRegularFile(file) ? Files.size(file) : 0));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Truncates the file to its length at the checkpoint, which removes the lines of later epochs. */
    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        long bytes = new SavedCallbackState(this, state).longCount("bytes");
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return; // a device or a pipe
        }
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
            List<String> withoutColumn = logs.keySet().stream()
                    .filter(n -> !hasColumn(n) && warnedColumns.add(n))
                    .sorted()
                    .toList();
            if (!withoutColumn.isEmpty()) {
                Console.warn("CSVLogger: " + file + " has no columns for " + withoutColumn
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

    /** Appends a line. If that fails, for instance because the disk is full, no part of the line stays in the file. */
    private void append(String line) throws IOException {
        long oldLength = Files.exists(file) ? Files.size(file) : 0;
        try {
            write(line, StandardOpenOption.APPEND);
        } catch (IOException e) {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(oldLength);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private boolean hasColumn(String name) {
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

    private void write(String text, StandardOpenOption option) throws IOException {
        UninterruptibleIO.run(
                () -> Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, option));
    }

    private CornetException failed(IOException e) {
        return new CornetException("CSVLogger: " + file + " cannot be written: " + e.getMessage(), e);
    }
}
