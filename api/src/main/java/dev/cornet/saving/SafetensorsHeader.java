package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Json;
import dev.cornet.file.Limits;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The header of a safetensors file: names, types, shapes and byte ranges of its tensors, checked for consistency. */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata, String where) {
    static final String METADATA = "__metadata__";

    /** The header entry of one tensor; its values are the bytes {@code begin … end−1} of the data. */
    record Entry(String name, SafetensorsDType type, Shape shape, long begin, long end) {}

    static SafetensorsHeader parse(byte[] text, String where) {
        JsonNode tree = Json.parse(text, where + ": header");
        if (!tree.isObject()) {
            throw new ModelFormatException(where + ": the header is no JSON object");
        }
        if (tree.size() > Limits.TENSORS + 1) {
            throw new ModelFormatException(
                    where + ": has " + tree.size() + " tensors, more than the " + Limits.TENSORS + " allowed");
        }
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> fields = tree.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getKey().equals(METADATA)) {
                metadata(field.getValue(), metadata, where);
            } else {
                entries.add(entry(field.getKey(), field.getValue(), where + ": tensor \"" + field.getKey() + "\""));
            }
        }
        return new SafetensorsHeader(entries, metadata, where);
    }

    private static void metadata(JsonNode texts, Map<String, String> metadata, String where) {
        if (!texts.isObject()) {
            throw new ModelFormatException(where + ": " + METADATA + " must be an object of texts");
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = texts.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (!field.getValue().isTextual()) {
                throw new ModelFormatException(where + ": " + METADATA + "." + field.getKey() + " must be a text");
            }
            metadata.put(field.getKey(), field.getValue().textValue());
        }
    }

    private static Entry entry(String name, JsonNode tensor, String where) {
        for (Iterator<String> keys = tensor.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!key.equals("dtype") && !key.equals("shape") && !key.equals("data_offsets")) {
                throw new ModelFormatException(where + " has the unknown key \"" + key + "\"");
            }
        }
        SafetensorsDType type = type(tensor.path("dtype"), where);
        JsonNode sizes = tensor.path("shape");
        if (!sizes.isArray() || sizes.size() > Limits.RANK) {
            throw new ModelFormatException(where + ": shape must be a list of at most " + Limits.RANK + " sizes");
        }
        int[] dims = new int[sizes.size()];
        long count = 1;
        boolean empty = false;
        for (int i = 0; i < dims.length; i++) {
            JsonNode size = sizes.get(i);
            if (!size.isInt() || size.intValue() < 0) {
                throw new ModelFormatException(where + ": sizes must be whole numbers, 0 or more, got " + sizes);
            }
            dims[i] = size.intValue();
            empty |= dims[i] == 0;
            count *= Math.max(1, dims[i]); // less than 2^31 · 2^31: no overflow of long
            if (count > Shape.MAX_SIZE) {
                throw new ModelFormatException(
                        where + ": the shape " + sizes + " has more values than an array can hold");
            }
        }
        long begin = offset(tensor, 0, where);
        long end = offset(tensor, 1, where);
        long bytes = empty ? 0 : count * type.bytes();
        if (end - begin != bytes) {
            throw new ModelFormatException(where + ": " + type + " of shape " + sizes + " needs " + bytes
                    + " bytes, but it has those from " + begin + " to " + end);
        }
        return new Entry(name, type, Shape.of(dims), begin, end);
    }

    private static SafetensorsDType type(JsonNode dtype, String where) {
        for (SafetensorsDType type : SafetensorsDType.values()) {
            if (type.name().equals(dtype.textValue())) {
                return type;
            }
        }
        throw new ModelFormatException(where + ": the number type " + dtype + " is not known");
    }

    private static long offset(JsonNode tensor, int i, String where) {
        JsonNode offsets = tensor.path("data_offsets");
        JsonNode offset = offsets.path(i);
        if (offsets.size() != 2 || !offset.isIntegralNumber() || !offset.canConvertToLong() || offset.longValue() < 0) {
            throw new ModelFormatException(where + ": data_offsets must be two whole numbers, 0 or more");
        }
        return offset.longValue();
    }

    /** The entries in the order of their bytes. They must cover all {@code bytes} bytes of the data, without gaps or overlaps. */
    List<Entry> inDataOrder(long bytes) {
        List<Entry> ordered = new ArrayList<>(entries);
        ordered.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long at = 0;
        long values = 0;
        for (Entry entry : ordered) {
            if (entry.begin() != at) {
                throw new ModelFormatException(where + ": the bytes of tensor \"" + entry.name() + "\" begin at "
                        + entry.begin() + ", but those before it end at " + at);
            }
            at = entry.end();
            values += (entry.end() - entry.begin()) / entry.type().bytes();
            if (at > bytes) {
                break;
            }
        }
        if (at != bytes) {
            throw new ModelFormatException(where + ": its tensors need " + (at > bytes ? "at least " : "") + at
                    + " bytes, but the file holds " + bytes
                    + (at > bytes ? "; it has been cut" : "; it has bytes that belong to no tensor"));
        }
        Limits.requireTensorBytes(values * Float.BYTES, where);
        return ordered;
    }
}
