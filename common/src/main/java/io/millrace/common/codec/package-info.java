/** Wire formats: from bytes to records and back, without a generic tree in between. */
package io.millrace.common.codec;
