package dev.cornet.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Samples are determined by fixed keys. Bounds are five standard deviations of the expected value. */
class RandomStreamTest {
    private static final int N = 100_000;
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    /** The first outputs of SplitMix64 from state 1234567, as published for other implementations. */
    @Test
    void mixIsThatOfSplitMix64() {
        String[] outputs = {
            "6457827717110365317",
            "3203168211198807973",
            "9817491932198370423",
            "4593380528125082431",
            "16408922859458223821"
        };
        for (int i = 0; i < outputs.length; i++) {
            assertEquals(Long.parseUnsignedLong(outputs[i]), RandomStream.mix(1234567 + (i + 1) * GAMMA));
        }
    }

    @Test
    void aPositionAlwaysGivesTheSameBits() {
        RandomStream stream = new RandomStream(7);
        long[] forwards = LongStream.range(0, 100).map(stream::bits).toArray();
        for (int i = 99; i >= 0; i--) {
            assertEquals(forwards[i], new RandomStream(7).bits(i));
        }
        assertEquals(stream.foldIn(3).bits(5), new RandomStream(7).foldIn(3).bits(5));
        assertEquals(stream.normal(5), new RandomStream(7).normal(5));
    }

    @Test
    void keysAndBranchesNextToEachOtherAreDifferentStreams() {
        Set<Long> firsts = new HashSet<>();
        RandomStream stream = new RandomStream(1);
        for (int k = -2000; k < 2000; k++) {
            firsts.add(new RandomStream(k).bits(0));
            firsts.add(stream.foldIn(k).bits(0));
            firsts.add(stream.foldIn(k).foldIn(0).bits(0));
            firsts.add(stream.foldIn(0).foldIn(k).bits(0));
        }
        assertEquals(4 * 4000 - 1, firsts.size()); // foldIn(0).foldIn(0) occurs twice
    }

    @Test
    void uniformIsUniformOnTheInterval() {
        for (long key : new long[] {0, 1, -1, Long.MIN_VALUE, 42}) {
            RandomStream stream = new RandomStream(key);
            int[] counts = new int[256];
            for (int i = 0; i < N; i++) {
                double u = stream.uniform(i);
                assertTrue(u >= 0 && u < 1);
                counts[(int) (256 * u)]++;
            }
            assertUniform(counts, N);
        }
    }

    @Test
    void lowBitsAreUniformToo() {
        RandomStream stream = new RandomStream(5);
        int[] counts = new int[256];
        for (int i = 0; i < N; i++) {
            counts[(int) (stream.bits(i) & 255)]++;
        }
        assertUniform(counts, N);
    }

    @Test
    void uniformBetweenBoundsStaysThere() {
        RandomStream stream = new RandomStream(5);
        double[] x = LongStream.range(0, N)
                .mapToDouble(i -> stream.uniform(i, -3, 1))
                .toArray();
        assertTrue(Arrays.stream(x).allMatch(v -> v >= -3 && v < 1));
        assertEquals(-1, Arrays.stream(x).average().orElseThrow(), 5 * 4 / Math.sqrt(12.0 * N));
    }

    @Test
    void nextIntIsUniformForAnyBound() {
        RandomStream stream = new RandomStream(9);
        for (int bound : new int[] {1, 2, 3, 7, 100}) {
            int[] counts = new int[bound];
            for (int i = 0; i < N; i++) {
                counts[stream.nextInt(i, bound)]++;
            }
            assertUniform(counts, N);
        }
        assertTrue(LongStream.range(0, N)
                .map(i -> stream.nextInt(i, Integer.MAX_VALUE))
                .allMatch(b -> b >= 0 && b < Integer.MAX_VALUE));
    }

    /**
     * Compares, at equal positions, all pairs of these: a stream, two generations of streams derived from it, and a stream of the next key.
     */
    @Test
    void streamsAreIndependentOfEachOther() {
        RandomStream stream = new RandomStream(11);
        RandomStream[] streams = {
            stream,
            stream.foldIn(0),
            stream.foldIn(1),
            stream.foldIn(-1),
            stream.foldIn(0).foldIn(1),
            stream.foldIn(1).foldIn(0),
            new RandomStream(12)
        };
        for (int a = 0; a < streams.length; a++) {
            for (int b = 0; b < a; b++) {
                assertIndependent(streams[a]::uniform, streams[b]::uniform);
            }
        }
        assertIndependent(stream::uniform, i -> stream.uniform(i + 1));
        assertIndependent(stream::uniform, i -> phi(stream.normal(i)));
        assertIndependent(i -> stream.uniform(2 * i), i -> phi(stream.normal(i)));
        assertIndependent(i -> phi(stream.normal(i)), i -> phi(stream.normal(i + 1)));
    }

    @Test
    void everyBitOfKeyAndBranchFlipsHalfOfTheBits() {
        for (int bit = 0; bit < 64; bit++) {
            int keys = 0;
            int branches = 0;
            for (long i = 0; i < 100; i++) {
                keys += Long.bitCount(new RandomStream(i).bits(3) ^ new RandomStream(i ^ 1L << bit).bits(3));
                branches += Long.bitCount(new RandomStream(1).foldIn(i).bits(3)
                        ^ new RandomStream(1).foldIn(i ^ 1L << bit).bits(3));
            }
            assertEquals(3200, keys, 200, "key bit " + bit); // 6400 coin flips: standard deviation 40
            assertEquals(3200, branches, 200, "branch bit " + bit);
        }
    }

    @Test
    void normalHasTheRightMomentsAndQuantiles() {
        RandomStream stream = new RandomStream(13);
        double[] x = LongStream.range(0, N).mapToDouble(stream::normal).toArray();
        double[] moments = new double[5];
        for (double v : x) {
            for (int k = 1; k < 5; k++) {
                moments[k] += Math.pow(v, k) / N;
            }
        }
        assertEquals(0, moments[1], 5 / Math.sqrt(N));
        assertEquals(1, moments[2], 5 * Math.sqrt(2.0 / N));
        assertEquals(0, moments[3], 5 * Math.sqrt(15.0 / N));
        assertEquals(3, moments[4], 5 * Math.sqrt(96.0 / N));
        int[] counts = new int[100];
        for (double v : x) {
            counts[(int) (100 * phi(v))]++;
        }
        assertUniform(counts, N);
    }

    @Test
    void permutationHoldsEachNumberOnce() {
        for (int n : new int[] {0, 1, 2, 10, 1000}) {
            int[] sorted = new RandomStream(17).permutation(n);
            Arrays.sort(sorted);
            assertArrayEquals(IntStream.range(0, n).toArray(), sorted);
        }
    }

    @Test
    void everyPermutationIsEquallyLikely() {
        int[] counts = new int[120];
        RandomStream stream = new RandomStream(19);
        for (int k = 0; k < 60_000; k++) {
            int[] p = stream.foldIn(k).permutation(5);
            int rank = 0;
            for (int i = 0; i < 5; i++) {
                int smaller = 0;
                for (int j = i + 1; j < 5; j++) {
                    smaller += p[j] < p[i] ? 1 : 0;
                }
                rank = rank * (5 - i) + smaller;
            }
            counts[rank]++;
        }
        assertUniform(counts, 60_000);
    }

    /** χ² test of counts that should be equal: the mean is k, the degrees of freedom, and the standard deviation √(2k). */
    private static void assertUniform(int[] counts, int n) {
        double expected = (double) n / counts.length;
        double chi = Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
        int k = counts.length - 1;
        assertEquals(k, chi, 5 * Math.sqrt(2.0 * k), "χ²");
    }

    /** χ² test of the joint distribution of two uniform sequences on a grid of 16×16 cells. */
    private static void assertIndependent(LongToDoubleFunction a, LongToDoubleFunction b) {
        int[] counts = new int[256];
        for (long i = 0; i < N; i++) {
            counts[16 * (int) (16 * a.applyAsDouble(i)) + (int) (16 * b.applyAsDouble(i))]++;
        }
        assertUniform(counts, N);
    }

    /** The standard normal distribution function at x, by the midpoint rule from −8. */
    private static double phi(double x) {
        int intervals = 64;
        double low = -8;
        double h = (Math.min(x, 7.9) - low) / intervals;
        double sum = 0;
        for (int i = 0; i < intervals; i++) {
            double t = low + (i + 0.5) * h;
            sum += Math.exp(-0.5 * t * t);
        }
        return Math.min(sum * h / Math.sqrt(2 * Math.PI), Math.nextDown(1.0));
    }
}
