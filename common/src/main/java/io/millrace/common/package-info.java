/** What every job shares. */
package io.millrace.common;
