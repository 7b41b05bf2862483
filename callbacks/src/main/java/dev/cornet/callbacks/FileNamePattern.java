package dev.cornet.callbacks;

import dev.cornet.exceptions.OptionException;
import java.io.File;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file name with fields in braces, which are filled in like Python's {@code str.format}: {@code {epoch:02d}}, {@code {val_loss:.2e}}. A
 * doubled brace is a literal brace. An invalid field is an error.
 *
 * @param callback the name of the callback, for messages
 * @param text the file name with its fields
 */
record FileNamePattern(String callback, String text) {
    private static final Pattern EXPRESSION =
            Pattern.compile("(?:epoch|batch)\\W.*|.*[+*/%()=,<>\\s].*", Pattern.DOTALL);

    /** Fills all fields with sample values and returns the result, so that an invalid field fails before training. */
    String check(boolean hasBatch) {
        return fill(
                name -> name.equals("epoch") ? 1L : !name.equals("batch") ? 0.5 : hasBatch ? (Number) 1L : null, "");
    }

    /** @param fields the value of each field: a Long for whole numbers, a Double for metrics */
    String fill(Map<String, ? extends Number> fields) {
        return fill(
                fields::get,
                ", but there are only " + fields.keySet()
                        + ". Metrics of validation need validationData or validationSplit");
    }

    /** The names of the files, without their folder: a regular expression in which a field is any text. The text must be valid. */
    Pattern names() {
        StringBuilder regex = new StringBuilder();
        int start = Math.max(text.lastIndexOf('/'), text.lastIndexOf(File.separatorChar)) + 1;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{' && text.charAt(i + 1) != '{') {
                regex.append(".*");
                i = closingBrace(text, i);
            } else {
                regex.append(Pattern.quote(Character.toString(c)));
                i += c == '{' || c == '}' ? 1 : 0; // a doubled brace
            }
        }
        return Pattern.compile(regex.toString());
    }

    private interface Fields {
        @Nullable
        Number get(String name);
    }

    /** @param hint what is appended to the message about an unknown field; empty before training */
    private String fill(Fields fields, String hint) {
        return fill(text, fields, hint, 2);
    }

    private String fill(String pattern, Fields fields, String hint, int depth) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean isDoubled = i + 1 < pattern.length() && pattern.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && isDoubled && depth == 2) {
                name.append(c);
                i++;
            } else if (c == '}') {
                throw invalid("a \"}\" that closes nothing; write \"}}\" for a brace");
            } else if (c == '{') {
                int end = closingBrace(pattern, i);
                name.append(field(pattern.substring(i + 1, end), fields, hint, depth));
                i = end;
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    private int closingBrace(String pattern, int open) {
        int depth = 0;
        for (int i = open; i < pattern.length(); i++) {
            depth += pattern.charAt(i) == '{' ? 1 : pattern.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw invalid("a \"{\" that is not closed; write \"{{\" for a brace");
    }

    private String field(String field, Fields fields, String hint, int depth) {
        if (depth == 0) {
            throw invalid("{" + field + "} too deep in another field");
        }
        int colon = field.indexOf(':');
        String head = colon < 0 ? field : field.substring(0, colon);
        String spec = colon < 0 ? "" : fill(field.substring(colon + 1), fields, hint, depth - 1);
        int mark = head.indexOf('!');
        String name = mark < 0 ? head : head.substring(0, mark);
        if (name.isEmpty() || name.matches("\\d+")) {
            throw invalid("{" + field + "} without a name");
        } else if (name.matches(".*[.\\[\\]{}].*") || EXPRESSION.matcher(name).matches()) {
            throw invalid(
                    "{" + field + "}, which would have to be computed; a field is a name and a format, as {epoch:02d}");
        }
        Number value = fields.get(name);
        if (value == null) {
            throw invalid("{" + name + "}" + (hint.isEmpty() ? ", which is known with saveFreq alone" : hint));
        }
        try {
            PythonFormatSpec format = PythonFormatSpec.of(spec);
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
            throw invalid("{" + field + "}: " + e.getMessage());
        }
    }

    private OptionException invalid(String problem) {
        return new OptionException(callback + ": the file name " + text + " has " + problem + ".");
    }
}
