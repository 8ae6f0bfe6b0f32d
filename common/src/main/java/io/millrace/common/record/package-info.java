/** Typed records declared once: decoding, encoding, serialization and state evolution follow from one declaration. */
package io.millrace.common.record;
