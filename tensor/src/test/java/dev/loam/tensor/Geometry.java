package dev.loam.tensor;

/// A random convolution: any strides, dilations, groups and paddings for which the window fits.
record Geometry(Window window, int groups, Shape images, Shape filters, Shape output) {
    static Geometry random(Cases c) {
        Window w = new Window(c.between(1, 3), c.between(1, 3), c.between(1, 3), c.between(1, 2), c.between(0, 2), c.between(0, 2),
            c.between(0, 2), c.between(0, 2), c.between(1, 2), c.between(1, 2));
        int groups = c.pick(1, 1, 2, 3);
        int perGroup = c.between(1, 2);
        int filters = groups * c.between(1, 2);
        Shape images = images(c, w).with(3, Dim.of((long) groups * perGroup));
        Shape output = Shape.of(images.size(0), w.outHeight(images.size(1)), w.outWidth(images.size(2)), filters);
        return new Geometry(w, groups, images, Shape.of(w.height(), w.width(), perGroup, filters), output);
    }

    /// Windows that overlap or leave gaps, with padding smaller than the window.
    static Window poolWindow(Cases c) {
        int h = c.between(1, 3);
        int w = c.between(1, 3);
        int dh = c.between(1, 2);
        int dw = c.between(1, 2);
        int rows = (h - 1) * dh;
        int columns = (w - 1) * dw;
        return new Window(h, w, c.between(1, 3), c.between(1, 3), c.between(0, rows), c.between(0, rows), c.between(0, columns),
            c.between(0, columns), dh, dw);
    }

    /// Images into which the window fits.
    static Shape images(Cases c, Window w) {
        int h = c.size(5);
        int v = c.size(5);
        while (w.outHeight(h) < 1) {
            h++;
        }
        while (w.outWidth(v) < 1) {
            v++;
        }
        return Shape.of(c.between(1, 2), h, v, c.between(1, 2));
    }

    /// The shape attribute of the convolution's face `of`.
    Shape result(Op.ConvOf of) {
        return switch (of) {
            case OUTPUT -> Shape.SCALAR;
            case INPUT -> images;
            case FILTER -> filters;
        };
    }
}
