package dev.cornet.error;

/** An option, a name or a string that Cornet does not know, or a value outside its range. */
public final class OptionException extends CornetException {
    private static final long serialVersionUID = 1L;

    public OptionException(String message) {
        super(message);
    }

    public OptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
