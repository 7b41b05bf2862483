package dev.cornet.samples.wrong;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import org.junit.jupiter.api.function.Executable;

/**
 * A mistake that users make, with the expected exception.
 *
 * @param what a description of the mistake
 * @param type the exact class of the exception
 * @param message the whole message: where, what was expected, what was given, how to fix it. {@code {dir}} stands for the folder of the
 *     test, {@code {…}} for a list that grows with the library
 */
record WrongUse(String what, Class<? extends CornetException> type, String message, Executable use) {
    private static final String ANY = "{…}";

    static WrongUse option(String what, String message, Executable use) {
        return new WrongUse(what, OptionException.class, message, use);
    }

    static WrongUse shape(String what, String message, Executable use) {
        return new WrongUse(what, ShapeException.class, message, use);
    }

    static WrongUse data(String what, String message, Executable use) {
        return new WrongUse(what, DataException.class, message, use);
    }

    static WrongUse format(String what, String message, Executable use) {
        return new WrongUse(what, ModelFormatException.class, message, use);
    }

    static WrongUse other(String what, String message, Executable use) {
        return new WrongUse(what, CornetException.class, message, use);
    }

    /** Whether a message is the expected one. */
    boolean fits(String shown) {
        int any = message.indexOf(ANY);
        return any < 0
                ? shown.equals(message)
                : shown.startsWith(message.substring(0, any)) && shown.endsWith(message.substring(any + ANY.length()));
    }

    @Override
    public String toString() {
        return what;
    }
}
