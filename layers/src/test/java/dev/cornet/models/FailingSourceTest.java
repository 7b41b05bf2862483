package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.layers.Dense;
import dev.cornet.tensor.Tensor;
import java.util.Iterator;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sources of batches whose iterators fail: they are closed, and their own exception is thrown. */
class FailingSourceTest {
    private enum Failing {
        HAS_NEXT,
        NEXT,
        LATER
    }

    private final RuntimeException failure = new RuntimeException("the disk has failed");
    private final Evaluate evaluateQuietly = new Evaluate().verbose(0);
    private int openIterators;

    /** A source of two batches whose iterators fail at one place. */
    private final class Source implements Batches {
        private final Failing failing;
        private final boolean closeFails;

        Source(Failing failing, boolean closeFails) {
            this.failing = failing;
            this.closeFails = closeFails;
        }

        @Override
        public OptionalInt count() {
            return OptionalInt.of(2);
        }

        @Override
        public Iterator<Batch> epoch(int epoch) {
            openIterators++;
            return new FailingIterator(this);
        }
    }

    private final class FailingIterator implements Iterator<Batch>, AutoCloseable {
        private final Source source;
        private int batches;
        private @Nullable RuntimeException failed;

        FailingIterator(Source source) {
            this.source = source;
        }

        private void failIf(boolean fails) {
            if (fails) {
                failed = failure;
                throw failure;
            }
        }

        @Override
        public boolean hasNext() {
            failIf(source.failing == Failing.HAS_NEXT);
            return batches < 2;
        }

        @Override
        public Batch next() {
            failIf(source.failing == Failing.NEXT || batches == 1);
            batches++;
            return Batch.of(Tensor.zeros(4, 3), Tensor.zeros(4, 1));
        }

        @Override
        public void close() {
            openIterators--;
            if (source.closeFails && failed != null) {
                throw failed; // as iterators do that keep the failure of a thread
            }
        }
    }

    private static Sequential model(boolean isBuilt) {
        Sequential model = new Sequential(isBuilt ? new Dense(1).inputShape(3) : new Dense(1));
        model.compile("sgd", "mse");
        return model;
    }

    private void check(Failing failing, boolean isBuilt, boolean closeFails) {
        Source source = new Source(failing, closeFails);
        Source good = new Source(Failing.LATER, closeFails);
        String what = failing + (isBuilt ? ", built" : ", not built");
        RuntimeException ofFit =
                assertThrows(RuntimeException.class, () -> model(isBuilt).fit(source, new Fit().verbose(0)), what);
        assertSame(failure, ofFit, what);
        RuntimeException ofEvaluate =
                assertThrows(RuntimeException.class, () -> model(isBuilt).evaluate(source, evaluateQuietly), what);
        assertSame(failure, ofEvaluate, what);
        RuntimeException ofPredict =
                assertThrows(RuntimeException.class, () -> model(isBuilt).predict(source), what);
        assertSame(failure, ofPredict, what);
        RuntimeException ofValidation = assertThrows(
                RuntimeException.class,
                () -> model(isBuilt)
                        .fit(
                                Batches.of(1, i -> Batch.of(Tensor.zeros(4, 3), Tensor.zeros(4, 1))),
                                new Fit().verbose(0).validationData(good)),
                what);
        assertSame(failure, ofValidation, what);
        assertEquals(0, openIterators, what);
    }

    @Test
    void closesTheIteratorsOfSourcesThatFail() {
        for (Failing failing : Failing.values()) {
            check(failing, true, false);
            check(failing, false, false);
        }
    }

    /** A try-with-resources statement would throw "Self-suppression not permitted" instead of the failure. */
    @Test
    void throwsTheFailureThatCloseThrowsAgain() {
        for (Failing failing : Failing.values()) {
            check(failing, true, true);
            check(failing, false, true);
        }
    }
}
