package dev.cornet.data;

import dev.cornet.data.Prefetch.Work;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The state that the taker and the threads of a {@link Prefetch} share; every field is guarded by this object's lock.
 *
 * <p>Parts are handed out in order, so the batch that the taker waits for always has a room and is always being made.
 */
final class PrefetchQueue<R> {
    /** A batch from its first part until it is taken. */
    private static final class Flight<R> {
        private final int number;
        private final R room;
        private final int parts;
        private int unmade;
        private boolean landed;
        private @Nullable Batch batch;
        private @Nullable Throwable failure;
        private int failedPart;

        Flight(int number, int parts, R room) {
            this.number = number;
            this.parts = parts;
            this.unmade = parts;
            this.room = room;
        }

        /** Of several failures the one of the first part counts, so that every run reports the same. */
        void fail(int part, Throwable e) {
            if (failure == null || part < failedPart) {
                failure = e;
                failedPart = part;
            }
        }
    }

    private record Part<R>(Flight<R> flight, int part) {}

    private final Work<R> work;
    private final boolean inline;
    private final boolean reuse;
    private final int batches;

    /** Flights in the order of their batches, the one that the taker looks at first in front. */
    private final Deque<Flight<R>> flights = new ArrayDeque<>();

    private final Deque<R> free = new ArrayDeque<>();
    /** Rooms that may still be made: one more than the queue, for the taker's; those that the taker keeps do not count. */
    private int unbuilt;

    private @Nullable Flight<R> filling;
    private int nextPart;
    private int nextBatch;
    private @Nullable R held;
    private @Nullable R taken;
    private @Nullable Throwable breakdown;
    private boolean closed;

    PrefetchQueue(Work<R> work, boolean inline, int maxQueueSize, boolean reuse) {
        this.work = work;
        this.inline = inline;
        this.reuse = reuse;
        this.batches = work.batches();
        this.unbuilt = (inline ? 1 : Math.min(maxQueueSize, batches)) + 1;
    }

    void start(int workers) {
        for (int i = 1; i <= workers; i++) {
            Thread thread = new Thread(this::work, "cornet-data-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void work() {
        try {
            for (Part<R> part = hand(); part != null; part = hand()) {
                make(part);
            }
        } catch (Throwable e) { // no memory for a room: the taker learns of it
            breakDown(e);
        }
    }

    /** The next part in order, as soon as there is room for its batch; null when none is left. */
    private synchronized @Nullable Part<R> hand() {
        while (!closed && filling == null && nextBatch < batches && free.isEmpty() && unbuilt == 0) {
            pause(); // nobody has a reason to interrupt these threads
        }
        Flight<R> flight = filling;
        if (closed || (flight == null && nextBatch >= batches)) {
            return null;
        }
        if (flight == null) {
            R room = free.poll();
            if (room == null) {
                room = work.room();
                unbuilt--;
            }
            flight = new Flight<>(nextBatch, work.parts(nextBatch), room);
            flights.add(flight);
            nextBatch++;
            nextPart = 0;
        }
        int part = nextPart++;
        filling = nextPart == flight.parts ? null : flight;
        return new Part<>(flight, part);
    }

    private void make(Part<R> part) {
        Flight<R> flight = part.flight();
        try {
            work.make(flight.number, part.part(), flight.room);
        } catch (Throwable e) { // carried to the taker
            synchronized (this) {
                flight.fail(part.part(), e);
            }
        }
        boolean last;
        boolean good;
        synchronized (this) {
            last = --flight.unmade == 0;
            good = flight.failure == null;
        }
        if (last) {
            Batch batch = null;
            Throwable failure = null;
            try {
                batch = good ? work.finish(flight.number, flight.room) : null;
            } catch (Throwable e) { // carried to the taker
                failure = e;
            }
            land(flight, batch, failure);
        }
    }

    private synchronized void land(Flight<R> flight, @Nullable Batch batch, @Nullable Throwable failure) {
        if (failure != null) {
            flight.fail(0, failure);
        }
        flight.batch = batch;
        flight.landed = true;
        notifyAll();
    }

    private synchronized void breakDown(Throwable e) {
        breakdown = e;
        notifyAll();
    }

    /** The next batch that was not left out, or null at the end. Its room, and that of the batch before, stay until {@link #release}. */
    @Nullable
    Batch take() {
        boolean interrupted = false;
        try {
            while (true) {
                if (inline) {
                    makeNext();
                }
                Throwable failure;
                synchronized (this) {
                    while (!closed && breakdown == null && !landed()) {
                        interrupted |= pause();
                    }
                    Flight<R> flight = flights.poll();
                    if (closed || (flight == null && breakdown == null)) {
                        return null;
                    }
                    failure = flight == null || !flight.landed ? breakdown : flight.failure;
                    if (failure == null && flight != null) {
                        if (flight.batch != null) {
                            taken = flight.room;
                            return flight.batch;
                        }
                        free.add(flight.room);
                        notifyAll();
                    }
                }
                if (failure != null) {
                    close();
                    throw Failure.<RuntimeException>as(failure);
                }
            }
        } finally {
            if (interrupted) { // stays pending for the trainer, which ends after the step in hand
                Thread.currentThread().interrupt();
            }
        }
    }

    /** True when the batch in front is made, or there is none to come. */
    private boolean landed() {
        Flight<R> first = flights.peek();
        return first == null ? nextBatch >= batches : first.landed;
    }

    private void makeNext() {
        Part<R> part = hand();
        while (part != null) {
            make(part);
            part = filling == null ? null : hand();
        }
    }

    /** The batch taken last is now with the taker: the room of the one before is free, or another one may be made in its place. */
    synchronized void release() {
        if (held != null && reuse) {
            free.add(held);
        } else if (held != null) {
            unbuilt++;
        }
        held = taken;
        taken = null;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        flights.clear();
        free.clear();
        notifyAll();
    }

    /** Waits for a change; true when interrupted. */
    private boolean pause() {
        try {
            wait();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static final class Failure {
        @SuppressWarnings("unchecked") // throws what the part threw, checked or not, as it is
        static <T extends Throwable> T as(Throwable e) throws T {
            throw (T) e;
        }
    }
}
