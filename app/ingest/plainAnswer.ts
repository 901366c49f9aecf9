/** What doors answer that only programs knock at: a status, and a sentence for whoever reads their log. */
import type { ServerResponse } from 'node:http';

export interface PlainAnswer {
  status: number;
  text: string;
  header?: readonly [name: string, value: string];
  /** The rest of the body is not worth waiting for. */
  hangUp?: boolean;
}

export function sendPlain(response: ServerResponse, answer: PlainAnswer): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, {
    ...(answer.header ? { [answer.header[0]]: answer.header[1] } : {}),
    ...(answer.hangUp ? { Connection: 'close' } : {}),
    ...(answer.text === '' ? {} : { 'Content-Type': 'text/plain; charset=utf-8' }),
    'Content-Length': Buffer.byteLength(answer.text),
  });
  response.end(answer.text);
}
