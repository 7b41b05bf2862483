package dev.cornet.callbacks;

import dev.cornet.exceptions.OptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of a CSV file (RFC 4180) with a separator of one character. */
record CsvLines(char separator) {
    static CsvLines of(String separator) {
        if (separator.length() != 1 || "\"\r\n".contains(separator)) {
            throw new OptionException(
                    "CSVLogger: the separator must be one character, and neither a quote nor a line end, got \""
                            + separator + "\"");
        }
        return new CsvLines(separator.charAt(0));
    }

    /** A line with its end. Quoted is what would else be read as several values or lines, or by a spreadsheet as a formula. */
    String line(List<String> values) {
        return values.stream().map(this::quoted).collect(Collectors.joining(Character.toString(separator), "", "\r\n"));
    }

    private String quoted(String value) {
        boolean plain = value.chars().allMatch(c -> c != separator && c != '"' && c != '\r' && c != '\n')
                && !value.startsWith("=")
                && !value.startsWith("@");
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    /** The values of the first line of a text. */
    List<String> first(String text) {
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
