package dev.cornet.error;

/** A model, weights or checkpoint file that is damaged, cut, foreign or hostile. */
public final class ModelFormatException extends CornetException {
    private static final long serialVersionUID = 1L;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
