package dev.cornet.applications.keras;

import dev.cornet.console.Diagnostics;
import dev.cornet.error.ModelFormatException;
import dev.cornet.file.Limits;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HDF5 file whose tree has been walked once and found sound: groups, attributes of text, arrays of numbers.
 *
 * <p>Paths have neither a slash in front nor one at the end; the root is "". Links, groups that contain themselves and deep or endless trees
 * are refused. What the library beneath throws at damaged files is turned into a {@link ModelFormatException} by {@link KerasFormat}.
 */
final class Hdf5 implements AutoCloseable {
    private static final int DEEPEST = 64;

    static {
        Diagnostics.begin(); // before the library beneath gets its loggers
    }

    private final HdfFile file;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, Dataset> arrays = new LinkedHashMap<>();
    private final Set<Long> visited = new HashSet<>();

    private Hdf5(HdfFile file) {
        this.file = file;
        try {
            walk(file, "", 0);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    static Hdf5 open(Path file) {
        return new Hdf5(new HdfFile(file));
    }

    static Hdf5 of(byte[] bytes) {
        return new Hdf5(HdfFile.fromBytes(bytes));
    }

    private void walk(Group group, String path, int depth) {
        if (depth > DEEPEST) {
            throw new ModelFormatException(path + ": groups lie deeper than " + DEEPEST);
        }
        if (!visited.add(group.getAddress())) {
            throw new ModelFormatException("the group " + path + " stands twice, or contains itself");
        }
        groups.put(path, group);
        for (Map.Entry<String, Node> child : group.getChildren().entrySet()) {
            String name = child.getKey();
            Node node = child.getValue();
            String at = path.isEmpty() ? name : path + "/" + name;
            if (groups.size() + arrays.size() > Limits.TENSORS || name.length() > Limits.NAME_LENGTH) {
                throw new ModelFormatException("it has more than " + Limits.TENSORS
                        + " groups and arrays, or a name of more than " + Limits.NAME_LENGTH + " characters");
            } else if (node.isLink()) {
                throw new ModelFormatException(at + " is a link, which is never followed");
            } else if (node instanceof Group inner) {
                walk(inner, at, depth + 1);
            } else if (node instanceof Dataset array) {
                arrays.put(at, array);
            }
        }
    }

    boolean hasGroup(String path) {
        return groups.containsKey(path);
    }

    /** The paths of all arrays. */
    Set<String> arrays() {
        return arrays.keySet();
    }

    /** The array at a path, null if there is none. */
    @Nullable
    Hdf5Array array(String path) {
        Dataset array = arrays.get(path);
        return array == null ? null : new Hdf5Array(path, array);
    }

    /** The memory that all arrays of numbers need as float32; refused when it is too much, or not stored. */
    long bytes() {
        long sum = 0;
        for (Map.Entry<String, Dataset> entry : arrays.entrySet()) {
            Hdf5Array array = new Hdf5Array(entry.getKey(), entry.getValue());
            if (array.isNumeric()) {
                sum += 4L * array.requireStored();
            }
        }
        Limits.requireTensorBytes(sum, "the file");
        return sum;
    }

    boolean hasAttribute(String group, String name) {
        Group at = groups.get(group);
        return at != null && (at.getAttribute(name) != null || at.getAttribute(name + 0) != null);
    }

    /** An attribute that is one text. */
    String text(String group, String name) {
        List<String> all = texts(group, name);
        if (all.size() != 1) {
            throw new ModelFormatException("the attribute " + name + " of \"" + group + "\" is no single text");
        }
        return all.get(0);
    }

    /** An attribute that is a list of texts; long ones are cut into name0, name1, … */
    List<String> texts(String group, String name) {
        Group at = groups.get(group);
        if (at == null) {
            throw new ModelFormatException("the group \"" + group + "\" is missing");
        }
        List<String> all = new ArrayList<>();
        Attribute whole = at.getAttribute(name);
        if (whole != null) {
            collect(whole.isEmpty() || whole.getSize() == 0 ? null : whole.getData(), all, name);
            return all;
        }
        for (int part = 0; at.getAttribute(name + part) != null; part++) {
            collect(at.getAttribute(name + part).getData(), all, name);
        }
        return all;
    }

    private static void collect(@Nullable Object data, List<String> all, String name) {
        if (data instanceof String text) {
            all.add(text);
        } else if (data instanceof Object[] many) {
            for (Object one : many) {
                collect(one, all, name);
            }
        } else if (data != null) {
            throw new ModelFormatException("the attribute " + name + " is no text");
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
