package dev.cornet.blas;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.WorkerPool;
import dev.ludovic.netlib.blas.BLAS;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Multiplies matrices in 200 threads at once; prints the maximum number of concurrent native calls and the number of wrong products. */
final class ConcurrentCallersProgram {
    private static final int CALLERS = 200;
    private static final int PRODUCTS = 20;
    private static final int SIZE = 160;

    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final AtomicInteger MAX_RUNNING = new AtomicInteger();

    private ConcurrentCallersProgram() {}

    public static void main(String[] args) throws InterruptedException {
        WorkerPool.setThreads(4);
        NativeLoader natives = NativeLoader.load();
        Backend backend = new OpenBlasBackend(new NativeLoader(counting(natives.blas()), natives.library(), true));
        float[] a = new float[SIZE * SIZE];
        for (int i = 0; i < a.length; i++) {
            a[i] = i % 7 - 3;
        }
        float[] expected = square(backend, a);
        MAX_RUNNING.set(0);
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int t = 0; t < CALLERS; t++) {
            Thread caller = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int i = 0; i < PRODUCTS; i++) {
                    if (!Arrays.equals(expected, square(backend, a))) {
                        wrong.incrementAndGet();
                    }
                }
            });
            caller.setUncaughtExceptionHandler((thread, e) -> wrong.incrementAndGet());
            caller.start();
            callers.add(caller);
        }
        start.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        System.out.println(MAX_RUNNING.get() + " " + wrong.get());
    }

    private static float[] square(Backend backend, float[] a) {
        float[] c = new float[a.length];
        Matrix square = Matrix.of(a, 0, SIZE, SIZE);
        backend.gemm(square, square, 0, Matrix.of(c, 0, SIZE, SIZE));
        return c;
    }

    /** A proxy of the native library that counts concurrent calls. */
    private static BLAS counting(BLAS blas) {
        return (BLAS) Proxy.newProxyInstance(
                BLAS.class.getClassLoader(), new Class<?>[] {BLAS.class}, (proxy, method, arguments) -> {
                    MAX_RUNNING.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
                    Thread.yield(); // lets other threads enter meanwhile
                    try {
                        return method.invoke(blas, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        RUNNING.decrementAndGet();
                    }
                });
    }
}
