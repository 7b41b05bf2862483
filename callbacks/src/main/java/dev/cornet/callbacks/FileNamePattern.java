package dev.cornet.callbacks;

import dev.cornet.exceptions.OptionException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file name with fields in braces, filled in as by {@code str.format} of Python: {@code {epoch:02d}}, {@code {val_loss:.2e}}; two braces
 * stand for one. What a field cannot be is refused, never left as it stands.
 *
 * @param callback whose file name it is, for messages
 */
record FileNamePattern(String callback, String text) {
    private static final Pattern COMPUTED = Pattern.compile("(?:epoch|batch)\\W.*|.*[+*/%()=,<>\\s].*", Pattern.DOTALL);

    /** A name with numbers for all fields, so that a wrong one is told before training. */
    String check(boolean hasBatch) {
        return fill(
                name -> name.equals("epoch") ? 1L : !name.equals("batch") ? 0.5 : hasBatch ? (Number) 1L : null, "");
    }

    /** @param fields whole numbers as Long, metrics as Double */
    String fill(Map<String, ? extends Number> fields) {
        return fill(
                fields::get,
                ", but there are only " + fields.keySet()
                        + ". Metrics of validation need validationData or validationSplit");
    }

    private interface Fields {
        @Nullable
        Number get(String name);
    }

    private String fill(Fields fields, String known) {
        return fill(text, fields, known, 2);
    }

    private String fill(String pattern, Fields fields, String known, int depth) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean twice = i + 1 < pattern.length() && pattern.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && twice && depth == 2) {
                name.append(c);
                i++;
            } else if (c == '}') {
                throw wrong("a \"}\" that closes nothing; write \"}}\" for a brace");
            } else if (c == '{') {
                int end = closing(pattern, i);
                name.append(field(pattern.substring(i + 1, end), fields, known, depth));
                i = end;
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    private int closing(String pattern, int open) {
        int depth = 0;
        for (int i = open; i < pattern.length(); i++) {
            depth += pattern.charAt(i) == '{' ? 1 : pattern.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw wrong("a \"{\" that is not closed; write \"{{\" for a brace");
    }

    private String field(String field, Fields fields, String known, int depth) {
        if (depth == 0) {
            throw wrong("{" + field + "} too deep in another field");
        }
        int colon = field.indexOf(':');
        String head = colon < 0 ? field : field.substring(0, colon);
        String spec = colon < 0 ? "" : fill(field.substring(colon + 1), fields, known, depth - 1);
        int mark = head.indexOf('!');
        String name = mark < 0 ? head : head.substring(0, mark);
        if (name.isEmpty() || name.matches("\\d+")) {
            throw wrong("{" + field + "} without a name");
        } else if (name.matches(".*[.\\[\\]{}].*") || COMPUTED.matcher(name).matches()) {
            throw wrong(
                    "{" + field + "}, which would have to be computed; a field is a name and a format, as {epoch:02d}");
        }
        Number value = fields.get(name);
        if (value == null) {
            throw wrong("{" + name + "}" + (known.isEmpty() ? ", which is known with saveFreq alone" : known));
        }
        try {
            FormatSpec format = FormatSpec.of(spec);
            if (mark >= 0) {
                if (!head.substring(mark).matches("![rsa]")) {
                    throw new IllegalArgumentException("\"" + head.substring(mark) + "\" is not one of !r, !s, !a");
                }
                return format.format(
                        value instanceof Double number ? PythonNumbers.repr(number) : Long.toString(value.longValue()));
            }
            return value instanceof Double number
                    ? format.format(number.doubleValue())
                    : format.format(value.longValue());
        } catch (IllegalArgumentException e) {
            throw wrong("{" + field + "}: " + e.getMessage());
        }
    }

    private OptionException wrong(String what) {
        return new OptionException(callback + ": the file name " + text + " has " + what + ".");
    }
}
