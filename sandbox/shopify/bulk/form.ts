// Reads a multipart form with one file, the file last, as an object store takes it.
import type { SandboxRequest } from '../http.ts';

export interface UploadForm {
  fields: Record<string, string>;
  file: Buffer | null;
}

/** Null when the body is no such form. */
export function readForm({ headers, body }: SandboxRequest): UploadForm | null {
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return null;
  const mark = Buffer.from(`--${boundary}`);
  const form: UploadForm = { fields: {}, file: null };
  for (let at = body.indexOf(mark); at >= 0;) {
    const start = at + mark.length;
    const next = body.indexOf(mark, start);
    if (next < 0) break;
    const headEnd = body.indexOf('\r\n\r\n', start);
    if (headEnd < 0 || headEnd > next) return null;
    const head = body.toString('utf8', start, headEnd);
    // Each part ends with a line break of its own.
    const content = body.subarray(headEnd + 4, next - 2);
    const name = /\bname="([^"]*)"/.exec(head)?.[1] ?? '';
    if (/\bfilename="/.test(head)) form.file = content;
    else form.fields[name] = content.toString('utf8');
    at = next;
  }
  return form;
}
