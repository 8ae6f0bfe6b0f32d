/** Serializers of keyed state. */
package io.millrace.common.state;
