package dev.cornet.exceptions;

/** A tensor whose shape does not fit the layer, the model or the data beside it. */
public final class ShapeException extends CornetException {
    private static final long serialVersionUID = 1L;

    public ShapeException(String message) {
        super(message);
    }

    public ShapeException(String message, Throwable cause) {
        super(message, cause);
    }
}
