package dev.cornet.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Backend;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.BackendException;
import dev.cornet.exceptions.CornetException;
import dev.cornet.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The plain Java backend passes the contract test; a backend with any single fault fails it. */
class BackendContractTest {
    private final JavaBackend java = new JavaBackend();

    @Test
    void acceptsPlainJava() {
        BackendContract.check(java);
    }

    /** A fault in one operation: gets its arguments and the correct call. */
    private interface Fault {
        void run(Object[] arguments, Runnable correctCall);
    }

    private void catches(String operation, String complaint, Fault fault) {
        Backend broken = (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    Object[] result = new Object[1];
                    Runnable correctCall = () -> {
                        try {
                            result[0] = method.invoke(java, arguments);
                        } catch (InvocationTargetException e) {
                            throw (RuntimeException) e.getCause();
                        } catch (IllegalAccessException e) {
                            throw new AssertionError(e);
                        }
                    };
                    if (method.getName().equals(operation)) {
                        fault.run(arguments, correctCall);
                    } else {
                        correctCall.run();
                    }
                    return result[0];
                });
        String message = assertThrows(CornetException.class, () -> BackendContract.check(broken, operation))
                .getMessage();
        assertTrue(message.startsWith(operation + ", call ") || message.startsWith(operation + ": "), message);
        assertTrue(message.contains(complaint), message);
    }

    @Test
    void catchesAWrongValue() {
        catches("exp", "expected ", (arguments, correctCall) -> {
            correctCall.run();
            Tensor y = (Tensor) arguments[1];
            y.data()[y.offset()] *= 1.000001f;
        });
    }

    @Test
    void catchesAGradientThatIsNotAdded() {
        catches("convBackwardKernel", "dw[0] of Window[", (arguments, correctCall) -> {
            float[] dw = ((Tensor) arguments[3]).data();
            float[] before = dw.clone();
            correctCall.run();
            for (int i = 0; i < dw.length; i++) {
                dw[i] -= before[i];
            }
        });
    }

    @Test
    void catchesAWriteBesideTheOutput() {
        catches("averagePool", "writes beside its output", (arguments, correctCall) -> {
            correctCall.run();
            Tensor y = (Tensor) arguments[2];
            y.data()[y.offset() == 0 ? 0 : y.offset() - 1] = 7;
        });
    }

    @Test
    void catchesAWriteToAnInput() {
        catches("tanh", "has written to an input", (arguments, correctCall) -> {
            correctCall.run();
            Tensor x = (Tensor) arguments[0];
            if (x.data() != ((Tensor) arguments[1]).data()) {
                x.data()[x.offset()] = 7;
            }
        });
    }

    @Test
    void catchesACallThatIsNotRefused() {
        catches("maxPool", "takes an argument that does not hold what it needs", (arguments, correctCall) -> {
            try {
                correctCall.run();
            } catch (BackendException ignored) {
                assertTrue(ignored.getMessage().contains("needs"));
            }
        });
    }

    @Test
    void catchesARefusalOfTheWrongKind() {
        catches("softmaxRows", "and not in a BackendException", (arguments, correctCall) -> {
            try {
                correctCall.run();
            } catch (BackendException e) {
                throw new IndexOutOfBoundsException("7");
            }
        });
    }

    @Test
    void catchesBitsThatDependOnThreads() {
        catches("sigmoid", "other bits with 4 threads than with 1", (arguments, correctCall) -> {
            correctCall.run();
            if (WorkerPool.shared().threads() == 4) {
                Tensor y = (Tensor) arguments[1];
                y.data()[y.offset()] *= 1.0000002f;
            }
        });
    }

    @Test
    void catchesResultsThatDependOnTheCallingThread() {
        Thread first = Thread.currentThread();
        catches("softmaxRows", "called by several threads", (arguments, correctCall) -> {
            correctCall.run();
            boolean other = Thread.currentThread().getName().startsWith("pool-");
            if (Thread.currentThread() != first && other) {
                Tensor y = (Tensor) arguments[1];
                y.data()[y.offset()] += 1e-7f;
            }
        });
    }

    private interface BackendWithAttention {
        void gemm();

        void attention();
    }

    @Test
    void requiresACaseForEveryOperation() {
        String message = assertThrows(
                        CornetException.class,
                        () -> BackendContract.requireACaseForEveryOperation(BackendWithAttention.class, Set.of("gemm")))
                .getMessage();
        assertTrue(message.startsWith("the operations are [attention, gemm]"), message);
    }
}
