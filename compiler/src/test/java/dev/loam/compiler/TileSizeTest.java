package dev.loam.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TileSizeTest {
    @Test
    void tilesCoverSmallProductsWithoutRests() {
        TileSize t = TileSize.of(64, 16, 32);
        assertThat(64 % t.rows()).isZero();
        assertThat(16 % t.vectors()).isZero();
    }

    @Test
    void aTileKeepsEnoughSumsUnderWayAndFitsInRegisters() {
        for (int rows = 1; rows < 200; rows++) {
            for (int vectors = 1; vectors < 40; vectors++) {
                for (int registers : new int[] {16, 32}) {
                    TileSize t = TileSize.of(rows, vectors, registers);
                    assertThat(t.rows() * t.vectors() + t.vectors() + 1).isLessThanOrEqualTo(registers);
                    assertThat(t.rows() * t.vectors()).isGreaterThanOrEqualTo(Math.min(8, rows * Math.min(4, vectors)) * 3 / 4);
                }
            }
        }
    }

    @Test
    void aSingleRowTakesAsManyVectorsAsItCan() {
        assertThat(TileSize.of(1, 16, 32)).isEqualTo(new TileSize(1, 4));
    }
}
