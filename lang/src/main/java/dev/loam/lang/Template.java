package dev.loam.lang;

/// What all procedures made by one lambda expression share.
///
/// @param name     as errors show it; null for none
/// @param least    the least number of arguments
/// @param most     the greatest, or [Procedure#ANY]
/// @param position where it stands in its text
public record Template(String name, int least, int most, int position) {}
