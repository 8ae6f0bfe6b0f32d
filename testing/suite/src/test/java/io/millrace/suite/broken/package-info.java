/** Classes that break every rule of {@link io.millrace.suite.ModuleRules} and {@link io.millrace.suite.FlinkApi}, one each. */
package io.millrace.suite.broken;
