package dev.cornet.callbacks;

import dev.cornet.exceptions.OptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The format of a CSV file (RFC 4180) with a separator of one character: writes and reads lines. */
record CsvFormat(char separator) {
    static CsvFormat of(String separator) {
        if (separator.length() != 1 || "\"\r\n".contains(separator)) {
            throw new OptionException(
                    "CSVLogger: the separator must be one character, and neither a quote nor a line end, got \""
                            + separator + "\"");
        }
        return new CsvFormat(separator.charAt(0));
    }

    /**
     * Returns a line with its line end. Values are quoted if they contain a separator, quote or line end, or if a spreadsheet would read
     * them as a formula.
     */
    String line(List<String> values) {
        return values.stream().map(this::quote).collect(Collectors.joining(Character.toString(separator), "", "\r\n"));
    }

    private String quote(String value) {
        boolean plain = value.chars().allMatch(c -> c != separator && c != '"' && c != '\r' && c != '\n')
                && !value.startsWith("=")
                && !value.startsWith("@");
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    /** Returns the values of the first line of a text. */
    List<String> firstLine(String text) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                value.append('"');
                i++;
            } else if (c == '"' && (quoted || value.length() == 0)) {
                quoted = !quoted;
            } else if (!quoted && c == separator) {
                values.add(value.toString());
                value.setLength(0);
            } else if (!quoted && (c == '\n' || c == '\r')) {
                break;
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return values;
    }
}
