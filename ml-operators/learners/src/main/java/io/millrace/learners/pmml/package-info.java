/** Learners as documents of the Predictive Model Markup Language, PMML 4.4, that other systems predict with. */
package io.millrace.learners.pmml;
