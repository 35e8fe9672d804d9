package dev.loam.data;

/// Where data came from, recorded in every run.
///
/// @param origin      in words: `from the cache`, `from ../shared/data/mnist`, `drawn by Loam`
/// @param location    the folder or file, or empty for generated data
/// @param contentHash SHA-256 (hex) of the canonical content: uncompressed files, parsed cells, or the recipe of generated data
/// @param published   true where the content is known to be the published set, bit for bit
public record Provenance(String origin, String location, String contentHash, boolean published) {
}
