/** Reports of a comparison: table, HTML and JSON. */
@NullMarked
package dev.bargein.lab.internal.report;

import org.jspecify.annotations.NullMarked;
