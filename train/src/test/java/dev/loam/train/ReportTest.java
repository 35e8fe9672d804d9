package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
    @TempDir
    Path runs;

    private static List<String> found(String pattern, String text) {
        var out = new ArrayList<String>();
        Matcher m = Pattern.compile(pattern).matcher(text);
        while (m.find()) {
            out.add(m.group(1));
        }
        return out;
    }

    @Test
    void aRunOnPicturesShowsThemItsCurvesAndItsConfusions() throws Exception {
        Blobs.register();
        Summary s = Run.of(Config.parse("bars", "{model: {name: cnn, channels: [4]}, data: {name: bars, batch-size: 16}, epochs: 2, log-interval: 2, threads: 1}",
            "runs=" + runs)).train();
        String page = Files.readString(s.folder().resolve("report.md"));

        assertThat(page).startsWith("# bars-1\n").contains("> These are bars.").contains("## Scores", "## Curves", "## A glimpse", "## Mistakes", "## Confusions", "## Parameters")
            .contains("**Test accuracy " + Text.percent(s.test().accuracy())).contains("| true ↓ predicted → | lying | standing | recall |")
            .contains("| `conv1.weight` | [3,3,1,4] | 36 | yes |").contains("result key `" + s.resultKey() + "`").contains("batch-size: 16");
        List<String> charts = found("data:image/svg\\+xml;base64,([A-Za-z0-9+/=]+)", page);
        assertThat(charts).hasSizeGreaterThanOrEqualTo(6);
        int pictures = 0;
        for (String chart : charts) {
            String svg = new String(Base64.getDecoder().decode(chart), StandardCharsets.UTF_8);
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
            for (String png : found("data:image/png;base64,([A-Za-z0-9+/=]+)", svg)) {
                var image = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)));
                assertThat(image.getWidth()).isEqualTo(8);
                pictures++;
            }
        }
        assertThat(pictures).isGreaterThanOrEqualTo(32);
    }

    @Test
    void aRunOnATableShowsRows() throws IOException {
        String page = Files.readString(Run.of(Blobs.config(runs)).train().folder().resolve("report.md"));

        assertThat(page).contains("| x | y | z | w | colour |").contains("| true ↓ predicted → | red | green | blue | recall |");
    }

    @Test
    void picturesAreEncodedPixelForPixel() throws IOException {
        byte[] pixels = new byte[5 * 3 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 37);
        }
        var colour = ImageIO.read(new ByteArrayInputStream(Png.encode(pixels, 5, 3, 3)));
        var gray = ImageIO.read(new ByteArrayInputStream(Png.encode(pixels, 9, 5, 1)));

        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 3; x++) {
                int at = 3 * (3 * y + x);
                assertThat(colour.getRGB(x, y) & 0xFFFFFF).isEqualTo((pixels[at] & 0xFF) << 16 | (pixels[at + 1] & 0xFF) << 8 | pixels[at + 2] & 0xFF);
            }
        }
        assertThat(gray.getRaster().getSample(4, 8, 0)).isEqualTo(pixels[44] & 0xFF);
    }
}
