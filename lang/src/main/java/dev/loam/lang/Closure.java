package dev.loam.lang;

/// A procedure made by compiled code. Classes made by the compiler extend this; their fields hold the variables the procedure uses.
public abstract class Closure extends Procedure {
    private final Template template;

    protected Closure(Template template) {
        super(template.name());
        this.template = template;
    }

    /// Where the lambda expression stands, as [Source] counts.
    public final int position() {
        return template.position();
    }

    @Override
    public final int least() {
        return template.least();
    }

    @Override
    public final int most() {
        return template.most();
    }
}
