package dev.loam.lang.library;

import dev.loam.lang.learn.LearnLibrary;
import dev.loam.lang.tensor.TensorLibrary;
import java.util.concurrent.ConcurrentHashMap;

/// All procedures of the library by name. Each is made when it is asked for the first time: a program that uses twenty names does not
/// wait for nine hundred.
public final class Library {

    private static final ConcurrentHashMap<String, Object> FOUND = new ConcurrentHashMap<>();

    private Library() {}

    /// The value of a name, or null where the library does not know it. The same object every time.
    public static Object find(String name) {
        Object found = FOUND.get(name);
        if (found == null) {
            Object made = make(name);
            if (made != null) {
                Object before = FOUND.putIfAbsent(name, made);
                found = before == null ? made : before;
            }
        }
        return found;
    }

    private static Object make(String name) {
        Object made = NumberProcedures.find(name);
        made = made == null ? ListProcedures.find(name) : made;
        made = made == null ? TextProcedures.find(name) : made;
        made = made == null ? VectorProcedures.find(name) : made;
        made = made == null ? HashProcedures.find(name) : made;
        made = made == null ? PortProcedures.find(name) : made;
        made = made == null ? SystemProcedures.find(name) : made;
        made = made == null ? TensorLibrary.find(name) : made;
        return made == null ? LearnLibrary.find(name) : made;
    }
}
