package dev.cornet.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The acquisition and release of recurrent states. */
class RecurrentStatesTest {
    private final List<RecurrentState> states =
            List.of(new RecurrentState(), new RecurrentState(), new RecurrentState(), new RecurrentState());

    private RecurrentStates acquire() {
        return Objects.requireNonNull(RecurrentStates.acquire("model", "fit", states));
    }

    /** If a release needed memory where there is none, the states would stay acquired, and every other thread be refused. */
    @Test
    void releasingAllocatesNothing() {
        acquire().close(); // loads what is loaded once
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(thread);
        RecurrentStates acquired = acquire();
        long before = threads.getThreadAllocatedBytes(thread);
        acquired.close();
        assertEquals(before, threads.getThreadAllocatedBytes(thread));
    }
}
