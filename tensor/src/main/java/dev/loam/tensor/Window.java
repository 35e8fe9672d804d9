package dev.loam.tensor;

/// The geometry of a convolution or pooling over images `[n, h, w, c]`: filter size, strides, zero padding on each side and
/// dilation, in elements.
public record Window(int height, int width, int strideHeight, int strideWidth,
                     int top, int bottom, int left, int right, int dilationHeight, int dilationWidth) {
    public Window {
        if (height < 1 || width < 1 || strideHeight < 1 || strideWidth < 1 || dilationHeight < 1 || dilationWidth < 1) {
            throw new TensorException("window: size, stride and dilation must be at least 1, got " + height + "x" + width
                + ", stride " + strideHeight + "x" + strideWidth + ", dilation " + dilationHeight + "x" + dilationWidth);
        }
        if (top < 0 || bottom < 0 || left < 0 || right < 0) {
            throw new TensorException("window: padding can not be negative, got " + top + " " + bottom + " " + left + " " + right);
        }
    }

    /// A `height × width` window with stride 1 and no padding.
    public static Window of(int height, int width) {
        return new Window(height, width, 1, 1, 0, 0, 0, 0, 1, 1);
    }

    public Window stride(int stride) {
        return new Window(height, width, stride, stride, top, bottom, left, right, dilationHeight, dilationWidth);
    }

    /// The same padding on all four sides.
    public Window padding(int all) {
        return new Window(height, width, strideHeight, strideWidth, all, all, all, all, dilationHeight, dilationWidth);
    }

    public Window dilation(int dilation) {
        return new Window(height, width, strideHeight, strideWidth, top, bottom, left, right, dilation, dilation);
    }

    /// Padding with which stride 1 keeps the image size; the odd row and column go to the bottom and right.
    public Window same() {
        int h = (height - 1) * dilationHeight;
        int w = (width - 1) * dilationWidth;
        return new Window(height, width, strideHeight, strideWidth, h / 2, h - h / 2, w / 2, w - w / 2,
            dilationHeight, dilationWidth);
    }

    /// Rows of the output for `rows` of the image; less than 1 where the window does not fit.
    public int outHeight(int rows) {
        return Math.floorDiv(rows + top + bottom - (height - 1) * dilationHeight - 1, strideHeight) + 1;
    }

    /// Columns of the output for `columns` of the image; less than 1 where the window does not fit.
    public int outWidth(int columns) {
        return Math.floorDiv(columns + left + right - (width - 1) * dilationWidth - 1, strideWidth) + 1;
    }
}
