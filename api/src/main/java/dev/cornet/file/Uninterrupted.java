package dev.cornet.file;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work on {@link java.nio.channels.FileChannel}s. An interrupt of the thread that uses a channel closes it, even in the midst of a save; so this
 * work is done in a thread that nobody interrupts. The interrupt of the caller stays pending.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** Work that may fail. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /** A file to read from, in a thread that may be interrupted: not by a channel, where the file is one of the system's. */
    public static InputStream open(Path file) throws IOException {
        return file.getFileSystem() == FileSystems.getDefault()
                ? new FileInputStream(file.toFile())
                : Files.newInputStream(file);
    }

    /** What the work gives; it throws what the work throws. */
    public static <T> T run(Work<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work::run);
        Thread thread = new Thread(task, "cornet-file");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException failure) {
                throw failure;
            } else if (cause instanceof RuntimeException failure) {
                throw failure;
            } else if (cause instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(cause);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
