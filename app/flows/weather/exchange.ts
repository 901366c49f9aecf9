/** One HTTP exchange with the weather service: a deadline, a limit of size, no redirects, and failures as values. */
import type { WeatherExchange } from '#app/core/weather/judge.ts';
import { networkCode } from '#app/core/networkErrors.ts';

const TIMEOUT_MS = 20_000;
/** Far more than a hundred places need: what is larger is no answer. */
const ANSWER_BYTES = 4 * 1024 * 1024;

/** Reads an address to the end of its answer. @param apiKey Goes into a header; an address would show it in logs. */
export async function getAnswer(
  url: string,
  apiKey: string | undefined,
  signal: AbortSignal,
): Promise<WeatherExchange> {
  try {
    const response = await fetch(url, {
      headers: { Accept: 'application/json', ...(apiKey === undefined ? {} : { 'X-Api-Key': apiKey }) },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const body = await textOf(response);
    if (body === null) return { kind: 'lost', reason: 'the answer is too large' };
    return { kind: 'answered', status: response.status, retryAfter: response.headers.get('retry-after'), body };
  } catch (error) {
    return { kind: 'lost', reason: networkCode(error) };
  }
}

/** The body as text; null when it is too large, and then not read to its end. */
async function textOf(response: Response): Promise<string | null> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const part = await reader?.read();
    if (part?.value === undefined) return Buffer.concat(chunks).toString('utf8');
    size += part.value.length;
    chunks.push(part.value);
    if (size <= ANSWER_BYTES) continue;
    await reader?.cancel();
    return null;
  }
}
