package dev.loam.lang.learn;

import dev.loam.nn.Layer;
import dev.loam.nn.Scope;

/// What a model is made of: it declares its parameters in a scope.
interface Part {
    Layer declare(Scope scope);
}
