/**
 * Tables from DuckDB: Parquet, JSON, and SQL over files.
 *
 * <p>{@link glissade.data.duckdb.DuckDbTables} is found by {@link java.util.ServiceLoader} when
 * such a table is first asked for. Each table has a database of its own, in memory, that reads
 * files and does nothing else: it loads no extension, so it never reaches for the network; it
 * writes nothing but its own temporary files; its memory and threads are those of {@link
 * glissade.data.TableOptions}. A result is taken in chunks as it is made, and never held whole.
 */
@NullMarked
package glissade.data.duckdb;

import org.jspecify.annotations.NullMarked;
