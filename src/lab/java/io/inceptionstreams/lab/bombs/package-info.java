/**
 * Small files that cost a decoder much more than their pixels: generated ones of every format, at most 20 MB each, and what
 * each costs here. Knows the decoder; nothing knows it but the laboratory's commands and tests.
 */
@NullMarked
package io.inceptionstreams.lab.bombs;

import org.jspecify.annotations.NullMarked;
