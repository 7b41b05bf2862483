package dev.cornet.exceptions;

/** Thrown for an unknown option or name, or a value out of range. */
public final class OptionException extends CornetException {
    private static final long serialVersionUID = 1L;

    private final String brief;

    public OptionException(String message) {
        this(message, message);
    }

    public OptionException(String message, Throwable cause) {
        this(message, message, cause);
    }

    /** @param brief the message without its list of all known names, for messages about several names */
    public OptionException(String message, String brief) {
        super(message);
        this.brief = brief;
    }

    private OptionException(String message, String brief, Throwable cause) {
        super(message, cause);
        this.brief = brief;
    }

    /** The message without its list of all known names. */
    public String brief() {
        return brief;
    }

    @Override
    OptionException withMessage(String message) {
        return new OptionException(message, brief, this);
    }
}
