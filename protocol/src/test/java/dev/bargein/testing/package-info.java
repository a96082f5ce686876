/** What the tests of every module share; part of the test-jar of {@code bargein-protocol}, never published. */
@NullMarked
package dev.bargein.testing;

import org.jspecify.annotations.NullMarked;
