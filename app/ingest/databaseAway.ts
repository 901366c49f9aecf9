/** Tells a database that is away, or in no state to answer, from one that answered that it will not take a row. */

/** SQLSTATE classes that speak of the server and not of the statement: connection, roles, resources, shutdown, system. */
const ABOUT_THE_SERVER = ['08', '25', '28', '3D', '53', '57', '58', 'F0', 'XX'];

export function isDatabaseAway(error: unknown): boolean {
  const code = sqlStateOf(error);
  return code === null || ABOUT_THE_SERVER.some((beginning) => code.startsWith(beginning));
}

/**
 * The five characters PostgreSQL names an error by; null for errors of the network or of the driver. Those have codes too
 * (`EPIPE` even of five characters), but only PostgreSQL's own tell a severity.
 */
function sqlStateOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** What may be logged of a database's error: its message and detail can quote a row. */
export function describeForLog(error: unknown): { code: string; name: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return { code, name: error instanceof Error ? error.name : typeof error };
}
