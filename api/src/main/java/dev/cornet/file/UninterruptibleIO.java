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
 * File operations that an interrupt of the calling thread cannot break off. An interrupt closes the {@link java.nio.channels.FileChannel}
 * that a thread is using, even in the middle of a save. Therefore the work runs in a thread of its own, to which no other code has a
 * reference; an interrupt of the caller stays pending.
 */
public final class UninterruptibleIO {
    private UninterruptibleIO() {}

    /** A file operation. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Opens a file for reading without a channel, so that an interrupt does not close it. For a file in another file system, such as zip,
     * this is not possible: an interrupt may close it.
     */
    public static InputStream open(Path file) throws IOException {
        return file.getFileSystem() == FileSystems.getDefault()
                ? new FileInputStream(file.toFile())
                : Files.newInputStream(file);
    }

    /** Runs the work in a thread of its own; returns its result or throws its exception. */
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
