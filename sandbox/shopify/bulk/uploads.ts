// Staged uploads: an address and signed parameters to send a file of variables to, as a form or as it is, and the files that came.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, SandboxRequest } from '../http.ts';
import type { Settings } from '../storage/settings.ts';
import { readForm } from './form.ts';

export interface StagedTarget {
  url: string;
  resourceUrl: string;
  parameters: { name: string; value: string }[];
}

export interface Uploads {
  stage(shop: number, filename: string, method: 'POST' | 'PUT'): StagedTarget;
  /** Where the file of that upload path lies; undefined when none came. */
  find(shop: number, path: string): string | undefined;
  /** Answers an upload; null for any other address. */
  answer(request: SandboxRequest): Answer | null;
}

/** Largest file of a bulk mutation. */
export const LARGEST_UPLOAD = 100 * 1024 * 1024;
export const UPLOAD_PATH = '/staged-uploads/';

const plain = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/xml' }, body });

export function makeUploads(settings: Settings, folder: string, baseUrl: () => string): Uploads {
  const secret = settings.read('uploadSecret', randomBytes(16).toString('hex'));
  settings.write('uploadSecret', secret);
  mkdirSync(folder, { recursive: true });
  const sign = (key: string): string => createHmac('sha256', secret).update(key).digest('hex');
  const isSigned = (key: string, given: string): boolean => {
    const [right, shown] = [Buffer.from(sign(key)), Buffer.from(given)];
    return right.length === shown.length && timingSafeEqual(right, shown);
  };
  const fileOf = (key: string): string => join(folder, encodeURIComponent(key));

  return {
    stage(shop, filename, method) {
      const key = `tmp/${shop}/bulk/${randomBytes(12).toString('hex')}/${filename.replaceAll(/[^\w.-]/g, '_')}`;
      if (method === 'PUT') {
        const url = `${baseUrl()}${UPLOAD_PATH}${key}?signature=${sign(key)}`;
        return { url, resourceUrl: url, parameters: [] };
      }
      const values = {
        'Content-Type': 'text/jsonl',
        success_action_status: '201',
        acl: 'private',
        key,
        signature: sign(key),
      };
      const url = `${baseUrl()}${UPLOAD_PATH}`;
      return {
        url,
        resourceUrl: url + key,
        parameters: Object.entries(values).map(([name, value]) => ({ name, value })),
      };
    },
    find(shop, path) {
      const isOurs = path.startsWith(`tmp/${shop}/`);
      return isOurs && existsSync(fileOf(path)) ? fileOf(path) : undefined;
    },
    answer(request) {
      if (!request.path.startsWith(UPLOAD_PATH)) return null;
      if (request.method === 'PUT') {
        const key = decodeURIComponent(request.path.slice(UPLOAD_PATH.length));
        if (!isSigned(key, request.query.get('signature') ?? ''))
          return plain(403, '<Code>SignatureDoesNotMatch</Code>');
        writeFileSync(fileOf(key), request.body);
        return plain(200, '');
      }
      const form = readForm(request);
      const key = form?.fields.key ?? '';
      if (request.method !== 'POST' || !form?.file) return plain(400, '<Code>InvalidArgument</Code>');
      if (!isSigned(key, form.fields.signature ?? '')) return plain(403, '<Code>SignatureDoesNotMatch</Code>');
      writeFileSync(fileOf(key), form.file);
      return plain(201, `<PostResponse><Key>${key}</Key></PostResponse>`);
    },
  };
}
