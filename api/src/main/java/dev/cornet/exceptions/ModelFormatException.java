package dev.cornet.exceptions;

import java.util.List;

/** Thrown for a model file, weights file or checkpoint that is damaged, truncated, malicious or of another format. */
public final class ModelFormatException extends CornetException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_DIFFERENCES = 10;

    private static final int MAX_PROBLEMS = 20;
    private static final int MAX_LINE_LENGTH = 1500;
    private static final int MAX_LENGTH = 20_000;

    public ModelFormatException(String message) {
        super(cut(message, MAX_LENGTH));
    }

    public ModelFormatException(String message, Throwable cause) {
        super(cut(message, MAX_LENGTH), cause);
    }

    /** An exception whose message begins with {@code where} and lists the problems, at most twenty, one per line. */
    public static ModelFormatException listing(String where, List<String> problems) {
        int more = problems.size() - MAX_PROBLEMS;
        return new ModelFormatException(where
                + String.join(
                        "\n  ",
                        problems.stream()
                                .limit(MAX_PROBLEMS)
                                .map(line -> cut(line, MAX_LINE_LENGTH))
                                .toList())
                + (more > 0 ? "\n  … and " + more + " more" : ""));
    }

    /** The text, shortened in the middle if it is too long: names in a file may have any length. */
    private static String cut(String text, int maxLength) {
        int half = maxLength / 2;
        return text.length() <= maxLength
                ? text
                : text.substring(0, half) + " … " + text.substring(text.length() - half);
    }

    /** An exception for weights that do not fit the model; its message begins with {@code where} and lists the first ten differences. */
    public static ModelFormatException mismatch(String where, List<String> problems) {
        int more = problems.size() - MAX_DIFFERENCES;
        return new ModelFormatException(where + "the weights are not those of the model:\n  "
                + String.join("\n  ", problems.subList(0, Math.min(MAX_DIFFERENCES, problems.size())))
                + (more > 0 ? "\n  … and " + more + " more" : "")
                + "\nMake the model with the layers and options of the one that was saved.");
    }

    @Override
    ModelFormatException withMessage(String message) {
        return new ModelFormatException(message, this);
    }
}
