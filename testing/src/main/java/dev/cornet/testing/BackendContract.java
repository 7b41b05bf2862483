package dev.cornet.testing;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.MaxPooled;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.BackendException;
import dev.cornet.exceptions.CornetException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
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
 * The contract test of backends: {@code BackendContract.check(new MyBackend())}.
 *
 * <p>Each operation of {@link Backend} is called with random shapes and offsets and compared with sums in double precision, within the
 * error bounds that the classes of the cases state in ε = 2⁻²⁴. It is also checked that
 * <ul>
 *   <li>inputs are not changed, and nothing is written outside the output;
 *   <li>results have the same bits for any number of worker threads and of calling threads, inside a task of the worker pool and outside;
 *   <li>tensors and matrices of wrong sizes, arrays that are too short and offsets out of range are refused before anything is written;
 *   <li>every method of {@link Backend} that computes has a case.
 * </ul>
 *
 * <p>A failed check is a {@link CornetException} that names it.
 */
public final class BackendContract {
    /** Makes one random call of one operation, checks its results and returns the output. */
    interface Case {
        RandomCase.Region run(Backend backend, RandomCase random);
    }

    private static final int CALLS = 90;
    private static final int[] THREADS = {1, 2, 4};
    private static final int CALLERS = 3;
    private static final Map<String, Case> CASES = new TreeMap<>(Map.ofEntries(
            Map.entry("gemm", GemmCases::gemm),
            Map.entry("matmul", GemmCases::matmul),
            Map.entry("addSumRows", GemmCases::addSumRows),
            Map.entry("conv", ConvCases::conv),
            Map.entry("convBackward", ConvCases::convBackward),
            Map.entry("convBackwardInput", ConvCases::convBackwardInput),
            Map.entry("convBackwardKernel", ConvCases::convBackwardKernel),
            Map.entry("convMaxPool2x2", ConvMaxPoolCases::convMaxPool2x2),
            Map.entry("convMaxPool2x2Backward", ConvMaxPoolCases::convMaxPool2x2Backward),
            Map.entry("maxPool", PoolCases::maxPool),
            Map.entry("maxPoolBackward", PoolCases::maxPoolBackward),
            Map.entry("averagePool", PoolCases::averagePool),
            Map.entry("averagePoolBackward", PoolCases::averagePoolBackward),
            Map.entry("exp", VectorCases::exp),
            Map.entry("tanh", VectorCases::tanh),
            Map.entry("sigmoid", VectorCases::sigmoid),
            Map.entry("softmaxRows", VectorCases::softmaxRows)));

    /** Operations with two outputs, their last two arrays. All others have one output, their last array. */
    private static final Set<String> WITH_TWO_OUTPUTS = Set.of("convBackward", "convMaxPool2x2Backward");

    private BackendContract() {}

    /** Checks every operation; afterwards the worker pool has as many threads as before. */
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
            requireSameFromSeveralCallers(backend, operation, first);
        } finally {
            WorkerPool.setThreads(before);
        }
    }

    /** Calls an operation from several threads at once, none of them a worker of the pool. */
    private static void requireSameFromSeveralCallers(Backend backend, String operation, long bits) {
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

    /** Checks that every void method of the interface has a case of its name. */
    static void requireACaseForEveryOperation(Class<?> backendInterface, Set<String> cases) {
        Set<String> operations = new TreeSet<>();
        Stream.of(backendInterface.getDeclaredMethods())
                .filter(m -> !Modifier.isStatic(m.getModifiers()) && !m.isSynthetic())
                .filter(m -> m.getReturnType() == void.class)
                .map(Method::getName)
                .forEach(operations::add);
        RandomCase.require(
                operations.equals(cases), "the operations are %s, but there are cases for %s", operations, cases);
    }

    /** Runs all random calls of an operation; returns a hash of the bits of all outputs. */
    private static long bits(Backend backend, String name) {
        long bits = 0;
        for (int call = 0; call < CALLS; call++) {
            RandomCase random =
                    new RandomCase(new RandomStream(11).foldIn(name.hashCode()).foldIn(call));
            CheckedCalls calls = new CheckedCalls(backend, name, random);
            try {
                Case randomCase = Objects.requireNonNull(CASES.get(name));
                RandomCase.Region[] outputs = new RandomCase.Region[1];
                // every third call is inside a task of the pool, as calls of layers in slices are
                WorkerPool.shared().run(call % 3 == 2 ? 2 : 1, task -> {
                    if (task == 0) {
                        outputs[0] = randomCase.run(calls.proxy(), random);
                    }
                });
                RandomCase.Region output = outputs[0];
                output.requireMargins();
                RandomCase.require(calls.count > 0, "its case never calls it");
                for (int i = 0; i < output.size(); i++) {
                    bits = 31 * bits + Float.floatToIntBits(output.array()[output.offset() + i]);
                }
            } catch (CornetException e) {
                throw new CornetException(name + ", call " + call + ": " + e.getMessage(), e);
            }
        }
        return bits;
    }

    /** A proxy of the backend: makes wrong calls first, which must be refused, then the right one, which must not change its inputs. */
    private static final class CheckedCalls {
        private final Backend backend;
        private final String name;
        private final RandomCase random;
        private int count;

        CheckedCalls(Backend backend, String name, RandomCase random) {
            this.backend = backend;
            this.name = name;
            this.random = random;
        }

        Backend proxy() {
            return (Backend) Proxy.newProxyInstance(
                    Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                        if (method.getReturnType() != void.class) {
                            return method.invoke(backend, arguments);
                        }
                        call(method, arguments);
                        return null;
                    });
        }

        private void call(Method method, Object[] arguments) throws Throwable {
            count += method.getName().equals(name) ? 1 : 0;
            List<float[]> outputs = outputs(arguments);
            for (RandomCase.Region region : random.regions()) {
                refuses(method, arguments, region);
                RandomCase.require(Arrays.equals(region.before(), region.array()), "a refused call has written");
            }
            invoke(method, arguments);
            for (RandomCase.Region region : random.regions()) {
                RandomCase.require(
                        outputs.stream().anyMatch(o -> o == region.array())
                                || Arrays.equals(region.before(), region.array()),
                        "has written to an input");
            }
        }

        private List<float[]> outputs(Object[] arguments) {
            if (arguments[arguments.length - 1] instanceof MaxPooled results) {
                return arrays(results).toList();
            }
            List<float[]> arrays =
                    Stream.of(arguments).flatMap(CheckedCalls::arrays).toList();
            return arrays.subList(arrays.size() - (WITH_TWO_OUTPUTS.contains(name) ? 2 : 1), arrays.size());
        }

        /** The arrays of an argument, in order. */
        private static Stream<float[]> arrays(@Nullable Object argument) {
            if (argument instanceof Tensor tensor) {
                return Stream.of(tensor.data());
            }
            if (argument instanceof Matrix matrix) {
                return Stream.of(matrix.data());
            }
            if (argument instanceof WeightsAndBias w) {
                return Stream.of(w.unscaled(), w.bias()).flatMap(CheckedCalls::arrays);
            }
            if (argument instanceof MaxPooled results) {
                return Stream.of(results.z(), results.kept(), results.y()).flatMap(CheckedCalls::arrays);
            }
            return Stream.empty();
        }

        private void refuses(Method method, Object[] arguments, RandomCase.Region region) throws Throwable {
            for (int i = 0; i < arguments.length && region.size() > 0; i++) {
                Object argument =
                        isMoved(arguments, i) ? ((Matrix) arguments[i]).at((Integer) arguments[i + 1]) : arguments[i];
                for (Object wrong : wrong(argument, region.array())) {
                    refuses(method, arguments, i, wrong);
                }
            }
        }

        /** Whether an argument is a matrix that the next argument moves to another index. */
        private static boolean isMoved(Object[] arguments, int at) {
            return arguments[at] instanceof Matrix && at + 1 < arguments.length && arguments[at + 1] instanceof Integer;
        }

        /** Forms of an argument with one fault in the part that has the given array; none if no part has it. */
        private static List<Object> wrong(@Nullable Object argument, float[] array) {
            List<Object> all = new ArrayList<>();
            if (argument instanceof Tensor x && x.data() == array) {
                addWithFewerValues(x, all);
            } else if (argument instanceof Matrix m && m.data() == array) {
                addOutsideTheArray(m, all);
            } else if (argument instanceof WeightsAndBias w) {
                wrong(w.unscaled(), array).forEach(x -> all.add(new WeightsAndBias((Tensor) x, w.bias(), w.packed())));
                wrong(w.bias(), array).forEach(x -> all.add(new WeightsAndBias(w.unscaled(), (Tensor) x, w.packed())));
            } else if (argument instanceof MaxPooled results) {
                wrong(results.z(), array).forEach(x -> all.add(new MaxPooled((Tensor) x, results.kept(), results.y())));
                wrong(results.y(), array).forEach(x -> all.add(new MaxPooled(results.z(), results.kept(), (Tensor) x)));
                wrong(results.kept(), array).forEach(x -> all.add(new MaxPooled(results.z(), (Tensor) x, results.y())));
            }
            return all;
        }

        private static void addWithFewerValues(Tensor x, List<Object> all) {
            all.add(x.rows(0, x.shape().dim(0) - 1));
            all.add(Tensor.wrap(
                    x.data(), x.offset(), x.shape().withLast(x.shape().last() - 1)));
        }

        private static void addOutsideTheArray(Matrix m, List<Object> all) {
            int values = m.index(m.rows() - 1, m.columns() - 1); // without the last one
            float[] shorter = Arrays.copyOf(m.data(), values);
            all.add(new Matrix(shorter, m.offset(), m.rows(), m.columns(), m.stride(), m.transposed()));
            all.add(new Matrix(m.data(), -1, m.rows(), m.columns(), m.stride(), m.transposed()));
            all.add(new Matrix(m.data(), Integer.MAX_VALUE, m.rows(), m.columns(), m.stride(), m.transposed()));
            all.add(m.rows(0, m.rows() - 1)); // does not fit the others
            all.add(m.columns(0, m.columns() - 1));
        }

        private void refuses(Method method, Object[] arguments, int at, Object argument) throws Throwable {
            Object[] wrong = arguments.clone();
            wrong[at] = argument;
            if (isMoved(arguments, at)) {
                wrong[at + 1] = ((Matrix) argument).offset();
            }
            try {
                invoke(method, wrong);
            } catch (BackendException refused) {
                return;
            } catch (RuntimeException e) {
                throw new CornetException("a wrong call ends in " + e + " and not in a BackendException", e);
            }
            throw new CornetException("takes an argument that does not hold what it needs (argument " + at + ")");
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
