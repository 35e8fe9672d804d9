package dev.loam.data.tokenize;

/// Reads the fields of one message in Protocol Buffers' wire format, with every length checked.
final class Protobuf {
    private static final int VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5;

    private final byte[] data;
    private final int end;
    private int at;
    private int type;
    private long value;
    private int start;
    private int length;

    Protobuf(byte[] data, int start, int end) {
        this.data = data;
        this.at = start;
        this.end = end;
    }

    private TokenizerException damaged(String what) {
        return new TokenizerException("it is no Protocol Buffers message: " + what + " at byte " + at);
    }

    /// Reads the next field and gives its number, or 0 at the end.
    int next() {
        if (at == end) {
            return 0;
        }
        long key = varint();
        type = (int) key & 7;
        int number = (int) (key >>> 3);
        if (number <= 0) {
            throw damaged("a field has the number " + number);
        }
        switch (type) {
            case VARINT -> value = varint();
            case FIXED64 -> skip(8);
            case FIXED32 -> {
                skip(4);
                int i = at - 4;
                value = data[i] & 0xFF | (data[i + 1] & 0xFF) << 8 | (data[i + 2] & 0xFF) << 16 | (data[i + 3] & 0xFF) << 24;
            }
            case BYTES -> {
                long size = varint();
                if (size < 0 || size > end - at) {
                    throw damaged("a field of " + size + " bytes goes past the end");
                }
                start = at;
                length = (int) size;
                at += length;
            }
            default -> throw damaged("a field of type " + type);
        }
        return number;
    }

    private void skip(int bytes) {
        if (bytes > end - at) {
            throw damaged("it ends within a field");
        }
        at += bytes;
    }

    private long varint() {
        long out = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw damaged("it ends within a number");
            }
            byte b = data[at++];
            out |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return out;
            }
        }
        throw damaged("a number is too long");
    }

    private void require(int wanted) {
        if (type != wanted) {
            throw damaged("a field has another type than a tokenizer's");
        }
    }

    int integer() {
        require(VARINT);
        return (int) value;
    }

    boolean flag() {
        require(VARINT);
        return value != 0;
    }

    float number() {
        require(FIXED32);
        return Float.intBitsToFloat((int) value);
    }

    byte[] bytes() {
        require(BYTES);
        byte[] out = new byte[length];
        System.arraycopy(data, start, out, 0, length);
        return out;
    }

    String text() {
        return Utf8.string(bytes());
    }

    /// The message within this field.
    Protobuf message() {
        require(BYTES);
        return new Protobuf(data, start, start + length);
    }
}
