package dev.loam.lang;

/// An instance of a [RecordType].
public final class Record {
    public final RecordType type;
    public final Object[] fields;

    public Record(RecordType type, Object... fields) {
        this.type = type;
        this.fields = fields;
    }

    @Override
    public String toString() {
        return Printer.write(this);
    }
}
