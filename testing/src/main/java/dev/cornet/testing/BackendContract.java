package dev.cornet.testing;

import dev.cornet.backend.Backend;
import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.BackendException;
import dev.cornet.exceptions.CornetException;
import dev.cornet.random.RandomStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What every backend promises: {@code BackendContract.check(new MyBackend())}.
 *
 * <p>Each operation of the seam runs on random odd shapes and offsets and is held against sums in float64 over the same inputs, at error
 * bounds stated in ε = 2⁻²⁴ where the cases stand. Besides: inputs stay as they are, nothing is written outside the output, the bits are
 * the same for any number of threads and of callers, within a task of the pool or not, and arrays that are too short or offsets outside are refused before anything is written. A broken
 * promise is a {@link CornetException} that tells which. No operation is without a case: the seam itself is asked for its methods.
 */
public final class BackendContract {
    /** One random call of one operation, checked; gives the output. */
    interface Case {
        RandomCase.Region run(Backend backend, RandomCase trial);
    }

    private static final int ROUNDS = 90;
    private static final int[] THREADS = {1, 2, 4};
    private static final int CALLERS = 3;
    private static final Map<String, Case> CASES = new TreeMap<>(Map.ofEntries(
            Map.entry("gemm", SeamProducts::gemm),
            Map.entry("conv", SeamConvolutions::conv),
            Map.entry("convBackward", SeamConvolutions::convBackward),
            Map.entry("convBackwardInput", SeamConvolutions::convBackwardInput),
            Map.entry("convBackwardKernel", SeamConvolutions::convBackwardKernel),
            Map.entry("convMaxima", SeamMaxima::convMaxima),
            Map.entry("convMaximaBackward", SeamMaxima::convMaximaBackward),
            Map.entry("maxPool", SeamPools::maxPool),
            Map.entry("maxPoolBackward", SeamPools::maxPoolBackward),
            Map.entry("averagePool", SeamPools::averagePool),
            Map.entry("averagePoolBackward", SeamPools::averagePoolBackward),
            Map.entry("exp", SeamVectors::exp),
            Map.entry("tanh", SeamVectors::tanh),
            Map.entry("sigmoid", SeamVectors::sigmoid),
            Map.entry("softmaxRows", SeamVectors::softmaxRows)));

    /** The operations that write to their last two arrays; the others write to the last one. */
    private static final Set<String> OF_TWO_OUTPUTS = Set.of("convBackward", "convMaxima", "convMaximaBackward");

    private BackendContract() {}

    /** Checks every operation; the shared pool has its number of threads again afterwards. */
    public static void check(Backend backend) {
        requireACaseForEveryOperation(Backend.class, CASES.keySet());
        RandomCase.require(!backend.describe().isBlank(), "describe() says nothing");
        CASES.keySet().forEach(operation -> check(backend, operation));
    }

    /** Checks one operation, with each number of threads. */
    static void check(Backend backend, String operation) {
        int before = WorkerPool.shared().threads();
        try {
            long first = 0;
            for (int threads : THREADS) {
                WorkerPool.setThreads(threads);
                long bits = bits(backend, operation);
                first = threads == THREADS[0] ? bits : first;
                RandomCase.require(bits == first, "%s: other bits with %d threads than with 1", operation, threads);
            }
            requireSameTogether(backend, operation, first);
        } finally {
            WorkerPool.setThreads(before);
        }
    }

    /** Callers that are no workers of the pool, all at once. */
    private static void requireSameTogether(Backend backend, String operation, long bits) {
        Callable<Long> caller = () -> bits(backend, operation);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            for (Future<Long> result : callers.invokeAll(Collections.nCopies(CALLERS, caller))) {
                RandomCase.require(result.get() == bits, "%s: other bits when called by several threads", operation);
            }
        } catch (ExecutionException e) {
            throw new CornetException(operation + ": called by several threads: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CornetException(operation + ": interrupted", e);
        } finally {
            callers.shutdownNow();
        }
    }

    /** Every method of the seam that computes has a case of its name. */
    static void requireACaseForEveryOperation(Class<?> seam, Set<String> cases) {
        Set<String> operations = new TreeSet<>();
        Stream.of(seam.getDeclaredMethods())
                .filter(m -> !Modifier.isStatic(m.getModifiers()) && !m.isSynthetic())
                .filter(m -> m.getReturnType() == void.class)
                .map(Method::getName)
                .forEach(operations::add);
        RandomCase.require(
                operations.equals(cases), "the operations are %s, but there are cases for %s", operations, cases);
    }

    /** The bits of all outputs of an operation in its random calls, in one number. */
    private static long bits(Backend backend, String name) {
        long bits = 0;
        for (int round = 0; round < ROUNDS; round++) {
            RandomCase trial =
                    new RandomCase(new RandomStream(11).foldIn(name.hashCode()).foldIn(round));
            Calls calls = new Calls(backend, name, trial);
            try {
                Case one = Objects.requireNonNull(CASES.get(name));
                RandomCase.Region[] outputs = new RandomCase.Region[1];
                // within a task of the pool in every third round, as layers call within slices
                WorkerPool.shared().run(round % 3 == 2 ? 2 : 1, task -> {
                    if (task == 0) {
                        outputs[0] = one.run(calls.recorded(), trial);
                    }
                });
                RandomCase.Region output = outputs[0];
                output.requireMargins();
                RandomCase.require(calls.count > 0, "its case never calls it");
                for (int i = 0; i < output.size(); i++) {
                    bits = 31 * bits + Float.floatToIntBits(output.array()[output.offset() + i]);
                }
            } catch (CornetException e) {
                throw new CornetException(name + ", round " + round + ": " + e.getMessage(), e);
            }
        }
        return bits;
    }

    /** A backend between a case and the real one: looks at what happens to the arrays, and makes wrong calls of its own first. */
    private static final class Calls {
        private final Backend backend;
        private final String name;
        private final RandomCase trial;
        private int count;

        Calls(Backend backend, String name, RandomCase trial) {
            this.backend = backend;
            this.name = name;
            this.trial = trial;
        }

        Backend recorded() {
            return (Backend) Proxy.newProxyInstance(
                    Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                        call(method, arguments);
                        return null;
                    });
        }

        private void call(Method method, Object[] arguments) throws Throwable {
            count += method.getName().equals(name) ? 1 : 0;
            List<float[]> outputs = outputs(arguments);
            for (RandomCase.Region region : trial.regions()) {
                refuses(method, arguments, region);
                RandomCase.require(Arrays.equals(region.before(), region.array()), "a refused call has written");
            }
            invoke(method, arguments);
            for (RandomCase.Region region : trial.regions()) {
                RandomCase.require(
                        outputs.stream().anyMatch(o -> o == region.array())
                                || Arrays.equals(region.before(), region.array()),
                        "has written to an input");
            }
        }

        private List<float[]> outputs(Object[] arguments) {
            List<float[]> arrays = Stream.of(arguments)
                    .filter(float[].class::isInstance)
                    .map(float[].class::cast)
                    .toList();
            return arrays.subList(arrays.size() - (OF_TWO_OUTPUTS.contains(name) ? 2 : 1), arrays.size());
        }

        private void refuses(Method method, Object[] arguments, RandomCase.Region region) throws Throwable {
            for (int i = 0; i < arguments.length && region.size() > 0; i++) {
                if (arguments[i] == region.array()) {
                    float[] shorter = Arrays.copyOf(region.array(), region.offset() + region.size() - 1);
                    refuses(method, arguments, i, shorter, region.offset());
                    refuses(method, arguments, i, region.array(), -1);
                    refuses(method, arguments, i, region.array(), Integer.MAX_VALUE);
                }
            }
        }

        private void refuses(Method method, Object[] arguments, int at, @Nullable Object array, int offset)
                throws Throwable {
            Object[] wrong = arguments.clone();
            wrong[at] = array;
            wrong[at + 1] = offset;
            try {
                invoke(method, wrong);
            } catch (BackendException refused) {
                return;
            } catch (RuntimeException e) {
                throw new CornetException("a wrong call ends in " + e + " and not in a BackendException", e);
            }
            throw new CornetException("takes an array that does not hold what it needs (argument " + at + ")");
        }

        private void invoke(Method method, Object[] arguments) throws Throwable {
            try {
                method.invoke(backend, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
