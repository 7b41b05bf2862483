package dev.cornet.exceptions;

import java.util.List;

/** A model, weights or checkpoint file that is damaged, cut, foreign or hostile. */
public final class ModelFormatException extends CornetException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_LINES = 10;

    private static final int MOST_PROBLEMS = 20;
    private static final int LONGEST_LINE = 1500;
    private static final int LONGEST = 20_000;

    public ModelFormatException(String message) {
        super(cut(message, LONGEST));
    }

    public ModelFormatException(String message, Throwable cause) {
        super(cut(message, LONGEST), cause);
    }

    /** All that is wrong, or the first of it, each on a line; {@code where} begins the message. */
    public static ModelFormatException listing(String where, List<String> problems) {
        int more = problems.size() - MOST_PROBLEMS;
        return new ModelFormatException(where
                + String.join(
                        "\n  ",
                        problems.stream()
                                .limit(MOST_PROBLEMS)
                                .map(line -> cut(line, LONGEST_LINE))
                                .toList())
                + (more > 0 ? "\n  … and " + more + " more" : ""));
    }

    /** Without the middle of a text that is too long, as names in a file can make it. */
    private static String cut(String text, int longest) {
        int half = longest / 2;
        return text.length() <= longest ? text : text.substring(0, half) + " … " + text.substring(text.length() - half);
    }

    /** Weights of another model: the first of what does not fit. {@code where} begins the message. */
    public static ModelFormatException mismatch(String where, List<String> problems) {
        int more = problems.size() - MOST_LINES;
        return new ModelFormatException(where + "the weights are not those of the model:\n  "
                + String.join("\n  ", problems.subList(0, Math.min(MOST_LINES, problems.size())))
                + (more > 0 ? "\n  … and " + more + " more" : "")
                + "\nMake the model with the layers and options of the one that was saved.");
    }
}
