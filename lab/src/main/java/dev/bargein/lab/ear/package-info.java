/** What was audible: a recording at the ear, and the metrics that are read from it. */
@NullMarked
package dev.bargein.lab.ear;

import org.jspecify.annotations.NullMarked;
