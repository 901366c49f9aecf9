/** Reads the order of a failure. */
import type { FaultRule } from '../faults.ts';
import { ControlError, COUNT, Fields, FLAG, oneOf, SHARE, TEXT, TEXT_MAP, WHOLE } from './fields.ts';

const KNOWN = [
  'id',
  'method',
  'path',
  'token',
  'skip',
  'times',
  'rate',
  'seed',
  'delayMs',
  'status',
  'code',
  'subcode',
  'message',
  'transient',
  'headers',
  'body',
  'handledFirst',
  'cut',
  'trickle',
];

export function readFault(value: unknown): Omit<FaultRule, 'id'> & { id?: string | undefined } {
  const fields = new Fields(value, KNOWN);
  if (!['delayMs', 'status', 'cut', 'trickle'].some((name) => fields.has(name))) {
    throw new ControlError("A fault needs one of 'delayMs', 'status', 'cut' and 'trickle'.");
  }
  const status = fields.get('status', WHOLE);
  if (status !== undefined && (status < 200 || status > 599)) throw new ControlError("'status' must be 200 to 599.");
  return {
    id: fields.get('id', TEXT),
    method: fields.get('method', TEXT),
    path: fields.get('path', TEXT),
    token: fields.get('token', TEXT),
    skip: fields.get('skip', COUNT),
    times: fields.get('times', COUNT),
    rate: fields.get('rate', SHARE),
    seed: fields.get('seed', WHOLE),
    delayMs: fields.get('delayMs', COUNT),
    status,
    code: fields.get('code', WHOLE),
    subcode: fields.get('subcode', WHOLE),
    message: fields.get('message', TEXT),
    transient: fields.get('transient', FLAG),
    headers: fields.get('headers', TEXT_MAP),
    body: fields.raw('body'),
    handledFirst: fields.get('handledFirst', FLAG),
    cut: fields.get('cut', oneOf('before', 'after', 'midway', 'short')),
    trickle: fields.has('trickle') ? readTrickle(fields.raw('trickle')) : undefined,
  };
}

function readTrickle(value: unknown): { bytes: number; everyMs: number } {
  const fields = new Fields(value, ['bytes', 'everyMs']);
  const bytes = fields.required('bytes', COUNT);
  if (bytes === 0) throw new ControlError("'bytes' must be a whole number from 1.");
  return { bytes, everyMs: fields.required('everyMs', COUNT) };
}
