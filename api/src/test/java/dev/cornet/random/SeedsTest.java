package dev.cornet.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeedsTest {
    private static long[] take(int n) {
        return LongStream.generate(Seeds::next).limit(n).toArray();
    }

    @Test
    void setRestartsTheSequence() {
        Seeds.set(3);
        long[] first = take(10);
        long[] second = take(10);
        Seeds.set(3);
        assertArrayEquals(first, take(10));
        assertArrayEquals(second, take(10));
    }

    @Test
    void differentSeedsGiveDifferentSequences() {
        Set<Long> firsts = new HashSet<>();
        for (long seed = -500; seed < 500; seed++) {
            Seeds.set(seed);
            firsts.add(Seeds.next());
        }
        assertEquals(1000, firsts.size());
    }

    @Test
    void seedsAreExactAsJsonNumbers() {
        Seeds.set(1);
        for (long seed : take(10_000)) {
            assertTrue(seed >= 0 && seed < 1L << 53);
            assertEquals(seed, (long) (double) seed);
        }
    }

    @Test
    void threadsNeverShareASeed() {
        Seeds.set(2);
        Set<Long> taken = new HashSet<>();
        long[] seeds = IntStream.range(0, 10_000)
                .parallel()
                .mapToLong(i -> Seeds.next())
                .toArray();
        for (long seed : seeds) {
            taken.add(seed);
        }
        assertEquals(10_000, taken.size());
    }
}
