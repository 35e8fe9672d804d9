package dev.loam.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/// Machine code of a program in this process, as [dev.loam.compiler.LlvmEmitter#modules] describes it.
///
/// @param run     the address of the function that carries out launches
/// @param kernels the address of the table of the kernels' entries
record NativeCode(MemorySegment run, MemorySegment kernels) {

    /// The code in a shared library, which stays loaded as long as `arena` lives; an `IllegalArgumentException` where the system does not
    /// load it.
    static NativeCode load(Path library, Arena arena) {
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, arena);
        return new NativeCode(symbols.findOrThrow("run"), symbols.findOrThrow("kernels"));
    }
}
