package dev.loam.lang;

/// A promise (R7RS 4.2.5): a value, or a procedure that gives another promise. Promises that turn out to be the same share what they know.
final class Promise {
    private static final class Content {
        boolean done;
        Object value;
    }

    private Content content = new Content();

    private Promise(boolean done, Object value) {
        content.done = done;
        content.value = value;
    }

    static Object of(Object value) {
        return value instanceof Promise ? value : new Promise(true, value);
    }

    static Promise lazy(Object thunk) {
        return new Promise(false, thunk);
    }

    private static final class Forcing extends Frame {
        private final Promise promise;

        Forcing(Promise promise) {
            this.promise = promise;
        }

        @Override
        Object resume(Object value) {
            promise.become(value);
            return force(promise);
        }
    }

    private void become(Object x) {
        if (content.done) {
            return;
        }
        if (x instanceof Promise other) {
            content.done = other.content.done;
            content.value = other.content.value;
            other.content = content;
        } else {
            content.done = true;
            content.value = x;
        }
    }

    static Object force(Object x) {
        if (!(x instanceof Promise p)) {
            return x;
        }
        while (!p.content.done) {
            Object value;
            try {
                value = Machine.force(Procedure.of(p.content.value).apply0());
            } catch (Capture c) {
                c.push(new Forcing(p));
                throw c;
            }
            p.become(value);
        }
        return p.content.value;
    }

    @Override
    public String toString() {
        return "#<promise>";
    }
}
