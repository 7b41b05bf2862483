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

/** The calls of a {@link ModelFormat}, whose exceptions name the file and, if they are not Cornet's own, the class of the format. */
record FormatCalls(ModelFormat format, Path file) {
    /** A call of the format. */
    private interface Call {
        void run() throws IOException;
    }

    Model load() {
        Model[] model = new Model[1];
        read(() -> model[0] = format.load(file));
        if (model[0] == null) {
            throw new ModelFormatException(
                    file + ": " + format.getClass().getSimpleName() + ".load returned null; return the model");
        }
        return model[0];
    }

    void loadWeights(Model model) {
        read(() -> format.loadWeights(model, file));
    }

    void save(Model model) {
        write(() -> format.save(model, file));
    }

    void saveWeights(Model model) {
        write(() -> format.saveWeights(model, file));
    }

    private void read(Call call) {
        try {
            call.run();
        } catch (CornetException e) {
            if (namesFile(e)) {
                throw e;
            }
            throw new ModelFormatException(file + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            throw new ModelFormatException(file + ": " + problem("read", e), e);
        }
    }

    private void write(Call call) {
        try {
            call.run();
        } catch (CornetException e) {
            if (namesFile(e)) {
                throw e;
            }
            String message = "cannot write " + file + ": " + e.getMessage();
            throw e instanceof OptionException ? new OptionException(message, e) : new CornetException(message, e);
        } catch (IOException | RuntimeException e) {
            throw new CornetException("cannot write " + file + ": " + problem("write", e), e);
        }
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
