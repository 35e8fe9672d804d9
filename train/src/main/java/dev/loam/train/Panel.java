package dev.loam.train;

import dev.loam.data.Dataset;
import dev.loam.data.Field;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// A sheet of pictures, each with a line below it, as one SVG.
final class Panel {
    private static final int PICTURE = 64;
    private static final int CELL_WIDTH = 84;
    private static final int CELL_HEIGHT = 84;
    private static final int COLUMNS = 8;

    /// One cell.
    ///
    /// @param index   of the example
    /// @param caption below it
    /// @param wrong   shown in red
    record Cell(long index, String caption, boolean wrong) {
    }

    private Panel() {
    }

    /// True where field 0 holds pictures that can be shown.
    static boolean shows(Dataset data) {
        Field f = data.fields().getFirst();
        return f.kind() == Field.Kind.IMAGE && f.dtype() == dev.loam.tensor.DType.U8 && f.shape().size() == 3
            && (f.shape().get(2) == 1 || f.shape().get(2) == 3);
    }

    /// The sheet as a picture in Markdown.
    static String markdown(String title, Dataset data, List<Cell> cells) {
        int rows = Math.ceilDiv(cells.size(), COLUMNS);
        var b = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + COLUMNS * CELL_WIDTH + "\" height=\"" + rows * CELL_HEIGHT
            + "\" font-family=\"sans-serif\" font-size=\"10\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (int i = 0; i < cells.size(); i++) {
            Cell c = cells.get(i);
            int x = i % COLUMNS * CELL_WIDTH + (CELL_WIDTH - PICTURE) / 2;
            int y = i / COLUMNS * CELL_HEIGHT + 2;
            b.append("<image x=\"").append(x).append("\" y=\"").append(y).append("\" width=\"").append(PICTURE).append("\" height=\"").append(PICTURE)
                .append("\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,").append(Base64.getEncoder().encodeToString(png(data, c.index)))
                .append("\"/><text x=\"").append(x + PICTURE / 2).append("\" y=\"").append(y + PICTURE + 12).append("\" text-anchor=\"middle\" fill=\"")
                .append(c.wrong ? "#c0392b" : "#333").append("\">").append(Chart.escape(c.caption)).append("</text>");
        }
        String svg = b.append("</svg>").toString();
        return "![" + title + "](data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8)) + ")\n";
    }

    private static byte[] png(Dataset data, long index) {
        Field f = data.fields().getFirst();
        byte[] pixels = new byte[f.elements()];
        data.read(index, 0, pixels, 0);
        return Png.encode(pixels, f.shape().get(0), f.shape().get(1), f.shape().get(2));
    }
}
