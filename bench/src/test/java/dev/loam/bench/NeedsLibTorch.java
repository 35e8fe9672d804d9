package dev.loam.bench;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Skips a test class, and says why, where there is no LibTorch for the platform. Where there is one that cannot be loaded, the tests
/// fail.
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsLibTorch.Condition.class)
@interface NeedsLibTorch {
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String platform = Loader.getPlatform();
            String library = "/org/bytedeco/pytorch/" + platform + "/" + System.mapLibraryName("jnitorch");
            return NeedsLibTorch.class.getResource(library) != null ? ConditionEvaluationResult.enabled("LibTorch is there")
                : ConditionEvaluationResult.disabled("Loam is not compared with LibTorch here: there is no LibTorch jar for " + platform);
        }
    }
}
