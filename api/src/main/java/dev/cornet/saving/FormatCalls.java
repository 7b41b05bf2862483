package dev.cornet.saving;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.AtomicFile;
import dev.cornet.models.Model;
import dev.cornet.models.ModelFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The calls of a {@link ModelFormat}. Exceptions that do not name the file get the file and the class of the format. */
record FormatCalls(ModelFormat format, Path file) {
    /** A call of the format. */
    private interface Call {
        void run() throws IOException;
    }

    Model load() {
        Model[] model = new Model[1];
        read("load", () -> model[0] = format.load(file));
        if (model[0] == null) {
            throw new ModelFormatException(
                    file + ": " + format.getClass().getSimpleName() + ".load returned null; return the model");
        }
        return model[0];
    }

    void loadWeights(Model model) {
        read("loadWeights", () -> format.loadWeights(model, file));
    }

    void save(Model model) {
        write("save", () -> format.save(model, file));
    }

    void saveWeights(Model model) {
        write("saveWeights", () -> format.saveWeights(model, file));
    }

    private void read(String method, Call call) {
        try {
            call.run();
        } catch (CornetException e) {
            if (namesFile(e)) {
                throw e;
            }
            throw new ModelFormatException(file + ": " + within(method, e), e);
        } catch (IOException | RuntimeException e) {
            throw new ModelFormatException(file + ": " + problem("read", e), e);
        }
    }

    private void write(String method, Call call) {
        try {
            call.run();
        } catch (CornetException e) {
            if (namesFile(e)) {
                throw e;
            }
            String message = "cannot write " + file + ": " + within(method, e);
            throw e instanceof OptionException ? new OptionException(message, e) : new CornetException(message, e);
        } catch (IOException | RuntimeException e) {
            throw new CornetException("cannot write " + file + ": " + problem("write", e), e);
        }
    }

    /** The message of an exception, which begins with the method of the format. */
    private String within(String method, CornetException e) {
        return format.getClass().getSimpleName() + "." + method + ": " + e.getMessage();
    }

    private boolean namesFile(CornetException e) {
        return String.valueOf(e.getMessage()).contains(file.toString());
    }

    /** What happened: the reason of the file system, or an exception in the code of the format. */
    private String problem(String verb, Exception e) {
        String what = format.getClass().getSimpleName() + " could not " + verb + " it: ";
        if (e instanceof UncheckedIOException && e.getCause() instanceof IOException cause) {
            return what + AtomicFile.reason(cause);
        }
        return what + (e instanceof IOException io ? AtomicFile.reason(io) : e.toString());
    }
}
