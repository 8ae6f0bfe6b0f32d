/** Made-up network flows, and recorded files sent again, for demos, tests and benchmarks. */
package io.millrace.connectors.generator;
