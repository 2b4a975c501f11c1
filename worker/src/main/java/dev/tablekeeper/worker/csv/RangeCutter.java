package dev.tablekeeper.worker.csv;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Cuts a file into ranges of whole records. Chunks of equal length are scanned in parallel from every state that they
 * may begin in ({@link ChunkScan}); put together in order, that tells in which state and line each of them does begin,
 * and from there its first true record boundary. Whether quotes are closed and records small enough is the reader's to say.
 */
public final class RangeCutter {
    private static final int BUFFER_BYTES = 256 << 10;
    /** How much of a chunk's beginning is kept to find its first boundary without reading again. */
    private static final int HEAD_BYTES = 16 << 10;

    private final RecordGrammar grammar;
    private final int maxRanges;
    private final long minBytes;
    private final ExecutorService executor;
    private final int bufferBytes;
    private final int headBytes;

    /**
     * @param maxRanges the most ranges
     * @param minBytes the least length of a range, unless the whole is shorter
     * @param executor scans the chunks; its number of threads is the parallelism
     */
    public RangeCutter(RecordGrammar grammar, int maxRanges, long minBytes, ExecutorService executor) {
        this(grammar, maxRanges, minBytes, executor, BUFFER_BYTES, HEAD_BYTES);
    }

    RangeCutter(
            RecordGrammar grammar,
            int maxRanges,
            long minBytes,
            ExecutorService executor,
            int bufferBytes,
            int headBytes) {
        if (maxRanges < 1 || minBytes < 1) {
            throw new IllegalArgumentException("there must be at least one range of one byte");
        }
        this.grammar = grammar;
        this.maxRanges = maxRanges;
        this.minBytes = minBytes;
        this.executor = executor;
        this.bufferBytes = bufferBytes;
        this.headBytes = headBytes;
    }

    /**
     * Cuts what follows {@code from}, where the first record begins, in line {@code line}.
     *
     * @param progress told, by one thread at a time, how many bytes were looked at so far; what it throws stops the
     *     cutting and is thrown on
     * @return the ranges in order, without gaps; one at least
     */
    public List<Range> cut(RangedInput input, long from, long line, LongConsumer progress) {
        long size = input.size();
        int count = (int) Math.max(1, Math.min(maxRanges, (size - from) / minBytes));
        if (count == 1) {
            return List.of(new Range(from, size, line));
        }
        Chunk[] chunks = new Chunk[count];
        for (int i = 0; i < count; i++) {
            chunks[i] = new Chunk(input, from + part(size - from, i, count), from + part(size - from, i + 1, count));
        }
        Tally tally = new Tally(progress);
        scanAll(chunks, tally);
        return ranges(boundaries(chunks, line, tally::report), from, size, line);
    }

    private static long part(long length, int i, int count) {
        return length / count * i + length % count * i / count;
    }

    private void scanAll(Chunk[] chunks, Tally tally) {
        ExecutorCompletionService<Void> scans = new ExecutorCompletionService<>(executor);
        List<Future<Void>> submitted = new ArrayList<>();
        try {
            for (int i = 0; i < chunks.length; i++) {
                Chunk chunk = chunks[i];
                // No chunk follows the last one: where it begins is all there is to know of it.
                long length = i < chunks.length - 1 ? chunk.length() : Math.min(headBytes, chunk.length());
                submitted.add(scans.submit(() -> chunk.scan(length, tally), null));
            }
            for (int i = 0; i < chunks.length; i++) {
                scans.take().get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(FailureType.UNAVAILABLE, "cutting the file into ranges was interrupted", e);
        } finally {
            tally.stop();
            submitted.forEach(scan -> scan.cancel(false));
        }
    }

    /** Where a range may begin: the first true boundaries in the chunks after the first, as ranges of no length. */
    private List<Range> boundaries(Chunk[] chunks, long firstLine, Runnable alive) {
        List<Range> found = new ArrayList<>();
        int state = RecordGrammar.RECORD_START;
        long line = firstLine;
        boolean afterCr = false;
        for (int i = 1; i < chunks.length; i++) {
            ChunkScan before = chunks[i - 1].scan;
            state = before.endState(state);
            line += before.lineEnds(afterCr);
            afterCr = before.endsWithCr();
            BoundarySearch search = new BoundarySearch(grammar, state, afterCr, chunks[i].from, line);
            if (chunks[i].search(search, alive)) {
                found.add(new Range(search.offset(), search.offset(), search.line()));
            }
        }
        return found;
    }

    private List<Range> ranges(List<Range> boundaries, long from, long size, long line) {
        List<Range> ranges = new ArrayList<>();
        Range begin = new Range(from, from, line);
        for (Range cut : boundaries) {
            if (cut.from() - begin.from() >= minBytes && size - cut.from() >= minBytes) {
                ranges.add(new Range(begin.from(), cut.from(), begin.line()));
                begin = cut;
            }
        }
        ranges.add(new Range(begin.from(), size, begin.line()));
        return List.copyOf(ranges);
    }

    private final class Chunk {
        private final RangedInput input;
        private final long from;
        private final long to;
        private final ChunkScan scan = new ChunkScan(grammar);
        private byte[] head = {};

        Chunk(RangedInput input, long from, long to) {
            this.input = input;
            this.from = from;
            this.to = to;
        }

        long length() {
            return to - from;
        }

        void scan(long length, Tally tally) {
            head = new byte[(int) Math.min(headBytes, length)];
            byte[] buffer = new byte[bufferBytes];
            try (InputStream in = input.open(from, length)) {
                readFully(in, head, head.length);
                scan.scan(head, 0, head.length);
                tally.add(head.length);
                for (long left = length - head.length; left > 0; ) {
                    int n = (int) Math.min(left, buffer.length);
                    readFully(in, buffer, n);
                    scan.scan(buffer, 0, n);
                    left -= n;
                    tally.add(n);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Whether a boundary is in this chunk; in the head nearly always. */
        boolean search(BoundarySearch search, Runnable alive) {
            if (search.find(head, head.length)) {
                return true;
            }
            byte[] buffer = new byte[bufferBytes];
            try (InputStream in = input.open(from + head.length, length() - head.length)) {
                for (long left = length() - head.length; left > 0; ) {
                    int n = (int) Math.min(left, buffer.length);
                    readFully(in, buffer, n);
                    if (search.find(buffer, n)) {
                        return true;
                    }
                    left -= n;
                    alive.run();
                }
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void readFully(InputStream in, byte[] buffer, int length) throws IOException {
            if (in.readNBytes(buffer, 0, length) < length) {
                throw new Failure(
                        FailureType.SOURCE_CHANGED,
                        "the file ended before its " + input.size() + " bytes were read; it was cut off meanwhile");
            }
        }
    }

    /** How far all scans together have come. */
    private static final class Tally {
        private final LongConsumer progress;
        private long done;
        private boolean stopped;

        Tally(LongConsumer progress) {
            this.progress = progress;
        }

        synchronized void add(long bytes) {
            if (stopped) {
                throw new CancellationException("another part of the file could not be scanned");
            }
            done += bytes;
            report();
        }

        synchronized void report() {
            progress.accept(done);
        }

        synchronized void stop() {
            stopped = true;
        }
    }
}
