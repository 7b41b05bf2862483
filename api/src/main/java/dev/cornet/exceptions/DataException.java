package dev.cornet.exceptions;

/** Thrown for input data that cannot be used: labels out of range, NaN, too few rows, a damaged image. */
public final class DataException extends CornetException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    DataException withMessage(String message) {
        return new DataException(message, this);
    }
}
