package dev.cornet.preprocessing.image;

import dev.cornet.backend.WorkerPool;
import dev.cornet.console.Console;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The handling of unreadable image files: either an exception for the first, or a warning for each, which is left out, up to a limit. See
 * {@code docs/decisions/2026-11-21-unreadable-images-are-left-out.md}.
 */
final class UnreadableFilePolicy {
    /** The minimum number of files that a thread checks, which takes some milliseconds. */
    private static final int FILES_PER_THREAD = 32;

    private final boolean skip;
    private final double maxSkippedFraction;
    private final SortedSet<Path> skipped = new TreeSet<>();
    private int files;

    /** @param maxSkippedFraction the fraction of all files that may be left out; one file may always be left out */
    UnreadableFilePolicy(boolean skip, double maxSkippedFraction) {
        this.skip = skip;
        this.maxSkippedFraction = maxSkippedFraction;
    }

    boolean skips() {
        return skip;
    }

    /** Checks the headers of all files; returns the list without the unreadable files, or throws for the first of them. */
    ImageFiles check(ImageFiles all) {
        files = all.size();
        AtomicReferenceArray<DataException> failures = new AtomicReferenceArray<>(files);
        WorkerPool.shared().range(files, FILES_PER_THREAD, (from, to) -> {
            for (int i = from; i < to; i++) {
                try {
                    ImageDecoder.check(all.paths().get(i));
                } catch (DataException e) {
                    failures.set(i, e);
                }
            }
        });
        Set<Integer> unreadable = new HashSet<>();
        for (int i = 0; i < files; i++) {
            DataException e = failures.get(i);
            if (e != null) {
                skipOrThrow(all.paths().get(i), e);
                unreadable.add(i);
            }
        }
        return unreadable.isEmpty() ? all : all.without(unreadable);
    }

    /** Reads an image file; returns null if it is to be left out. */
    @Nullable
    ByteImage read(Path file, ColorMode mode) {
        try {
            return ImageDecoder.read(file, mode);
        } catch (DataException e) {
            skipOrThrow(file, e);
            return null;
        }
    }

    private synchronized void skipOrThrow(Path file, DataException e) {
        if (!skip) {
            throw new DataException(
                    e.getMessage() + ". Mend or remove it, or leave such files out by onUnreadable(\"skip\").", e);
        }
        if (skipped.add(file)) {
            Console.warn("left out: " + e.getMessage());
        }
        if (skipped.size() > Math.max(1, (int) (maxSkippedFraction * files))) {
            List<Path> first = new ArrayList<>(skipped).subList(0, Math.min(10, skipped.size()));
            throw new DataException(
                    skipped.size() + " of " + files + " images cannot be read, more than the "
                            + 100 * maxSkippedFraction + " % that may be left out (maxSkipped). They begin with "
                            + first + ".",
                    e);
        }
    }

    synchronized List<Path> skipped() {
        return List.copyOf(skipped);
    }

    static UnreadableFilePolicy of(String name, double maxSkippedFraction) {
        return switch (name) {
            case "fail" -> new UnreadableFilePolicy(false, maxSkippedFraction);
            case "skip" -> new UnreadableFilePolicy(true, maxSkippedFraction);
            default -> throw new OptionException("onUnreadable must be \"fail\" or \"skip\", got \"" + name + "\"");
        };
    }
}
