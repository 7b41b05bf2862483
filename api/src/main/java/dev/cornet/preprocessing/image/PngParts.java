package dev.cornet.preprocessing.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A PNG file without the chunks that its pixels do not need. Reference: the PNG specification, section 5. */
final class PngParts extends PartsStream {
    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");
    private static final int HEAD = 8;
    private static final int SUM = 4;
    private static final int LONGEST_TABLE = 1024;

    private boolean begun;
    private boolean ended;
    private long left;

    PngParts(InputStream in) {
        super(in);
    }

    @Override
    byte @Nullable [] next() throws IOException {
        if (!begun) {
            begun = true;
            return get(SIGNATURE.length);
        } else if (left > 0) {
            byte[] piece = get((int) Math.min(left, PIECE));
            left = piece.length == 0 ? 0 : left - piece.length;
            return piece.length == 0 ? null : piece;
        }
        while (!ended) {
            byte[] head = get(HEAD);
            if (head.length < HEAD) {
                return head.length == 0 ? null : head;
            }
            int length = ByteBuffer.wrap(head).getInt();
            String type = new String(head, 4, 4, StandardCharsets.ISO_8859_1);
            boolean needed = NEEDED.contains(type);
            if (length < 0 || (needed && length > LONGEST_TABLE && !type.equals("IDAT"))) {
                throw new IOException("a part of it has " + Integer.toUnsignedString(length) + " bytes");
            }
            ended = type.equals("IEND");
            if (needed) {
                left = (long) length + SUM;
                return head;
            }
            skip(length);
            skip(SUM);
        }
        return null;
    }
}
