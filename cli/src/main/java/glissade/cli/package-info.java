/**
 * The {@code glissade} command. {@link glissade.cli.Main} is the entry; every subcommand is a class
 * of its own, named after it. Results go to standard output, progress and diagnostics to standard
 * error; what the user got wrong becomes a message and an exit code, never a stack trace.
 */
@NullMarked
package glissade.cli;

import org.jspecify.annotations.NullMarked;
