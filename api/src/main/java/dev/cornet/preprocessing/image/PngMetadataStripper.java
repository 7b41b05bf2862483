package dev.cornet.preprocessing.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A stream over a PNG file without the chunks that its pixels do not need. Reference: the PNG specification, section 5. */
final class PngMetadataStripper extends MetadataStripper {
    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");
    private static final int HEADER_BYTES = 8;
    private static final int CRC_BYTES = 4;
    private static final int MAX_TABLE_BYTES = 1024;

    private boolean started;
    private boolean ended;
    private long remaining;

    PngMetadataStripper(InputStream in) {
        super(in);
    }

    @Override
    byte @Nullable [] nextChunk() throws IOException {
        if (!started) {
            started = true;
            return readRaw(SIGNATURE.length);
        } else if (remaining > 0) {
            byte[] chunk = readRaw((int) Math.min(remaining, CHUNK_BYTES));
            remaining = chunk.length == 0 ? 0 : remaining - chunk.length;
            return chunk.length == 0 ? null : chunk;
        }
        while (!ended) {
            byte[] header = readRaw(HEADER_BYTES);
            if (header.length < HEADER_BYTES) {
                return header.length == 0 ? null : header;
            }
            int length = ByteBuffer.wrap(header).getInt();
            String type = new String(header, 4, 4, StandardCharsets.ISO_8859_1);
            boolean needed = NEEDED.contains(type);
            if (length < 0 || (needed && length > MAX_TABLE_BYTES && !type.equals("IDAT"))) {
                throw new IOException("a part of it has " + Integer.toUnsignedString(length) + " bytes");
            }
            ended = type.equals("IEND");
            if (needed) {
                remaining = (long) length + CRC_BYTES;
                return header;
            }
            skipRaw(length);
            skipRaw(CRC_BYTES);
        }
        return null;
    }
}
