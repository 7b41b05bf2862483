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

/** What becomes of image files that cannot be read: the first one ends it, or they are left out, named and counted up to a limit. */
final class UnreadableFilePolicy {
    /** Files per task: some milliseconds. */
    private static final int GRAIN = 32;

    private final boolean skip;
    private final double limit;
    private final SortedSet<Path> skipped = new TreeSet<>();
    private int files;

    /** @param limit the fraction of all files that may be left out; one file always may */
    UnreadableFilePolicy(boolean skip, double limit) {
        this.skip = skip;
        this.limit = limit;
    }

    boolean skips() {
        return skip;
    }

    /** The files whose headers are sound. */
    ImageFiles check(ImageFiles all) {
        files = all.size();
        AtomicReferenceArray<DataException> failures = new AtomicReferenceArray<>(files);
        WorkerPool.shared().range(files, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                try {
                    ImageDecoder.check(all.paths().get(i));
                } catch (DataException e) {
                    failures.set(i, e);
                }
            }
        });
        Set<Integer> left = new HashSet<>();
        for (int i = 0; i < files; i++) {
            DataException e = failures.get(i);
            if (e != null) {
                accept(all.paths().get(i), e);
                left.add(i);
            }
        }
        return left.isEmpty() ? all : all.without(left);
    }

    /** The picture of a file; null to leave it out. */
    @Nullable
    ByteImage read(Path file, ColorMode mode) {
        try {
            return ImageDecoder.read(file, mode);
        } catch (DataException e) {
            accept(file, e);
            return null;
        }
    }

    private synchronized void accept(Path file, DataException e) {
        if (!skip) {
            throw new DataException(
                    e.getMessage() + ". Mend or remove it, or leave such files out by onUnreadable(\"skip\").", e);
        }
        if (skipped.add(file)) {
            Console.warn("left out: " + e.getMessage());
        }
        if (skipped.size() > Math.max(1, (int) (limit * files))) {
            List<Path> first = new ArrayList<>(skipped).subList(0, Math.min(10, skipped.size()));
            throw new DataException(
                    skipped.size() + " of " + files + " images cannot be read, more than the " + 100 * limit
                            + " % that may be left out (maxSkipped). They begin with " + first + ".",
                    e);
        }
    }

    synchronized List<Path> skipped() {
        return List.copyOf(skipped);
    }

    static UnreadableFilePolicy of(String name, double limit) {
        return switch (name) {
            case "fail" -> new UnreadableFilePolicy(false, limit);
            case "skip" -> new UnreadableFilePolicy(true, limit);
            default -> throw new OptionException("onUnreadable must be \"fail\" or \"skip\", got \"" + name + "\"");
        };
    }
}
