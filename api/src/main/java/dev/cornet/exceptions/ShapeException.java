package dev.cornet.exceptions;

/** Thrown for a tensor whose shape does not match the layer, the model or the other data. */
public final class ShapeException extends CornetException {
    private static final long serialVersionUID = 1L;

    public ShapeException(String message) {
        super(message);
    }

    public ShapeException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    ShapeException withMessage(String message) {
        return new ShapeException(message, this);
    }
}
