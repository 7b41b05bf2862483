package dev.cornet.error;

import java.util.List;

/** A model, weights or checkpoint file that is damaged, cut, foreign or hostile. */
public final class ModelFormatException extends CornetException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_LINES = 10;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
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
