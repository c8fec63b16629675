/**
 * Charts as SVG text.
 *
 * <pre>
 * {@link glissade.plot.Chart}     lines, points, bands, paths and contours between two axes
 * {@link glissade.plot.BarChart}  a bar with a whisker for each name
 * {@link glissade.plot.Contour}   lines of equal height of a grid
 * </pre>
 *
 * <p>A chart stands alone: it carries its style, needs no script and no font of its own, and
 * follows the reader's choice of light or dark. Its colours can be told apart by the colour-blind,
 * and lines differ in their dashes too. Numbers that are not finite leave gaps. It says what it
 * shows to screen readers.
 */
@NullMarked
package glissade.plot;

import org.jspecify.annotations.NullMarked;
