/** What a merchant enters for files on an SFTP server. All of it is text, as the form gives it. */
import { z } from 'zod';
import { readColumns } from '#app/core/files/columns.ts';
import { filePatternFrom } from '#app/core/files/fileName.ts';
import { fileFormats } from '#app/core/files/listFile.ts';

const line = z.string().trim().max(500);

export const settingsShape = z
  .strictObject({
    host: line.regex(/^[\p{L}\p{N}.:_-]+$/u, 'A name or an address, without sftp:// and without a folder.'),
    port: line
      .regex(/^\d{0,5}$/)
      .refine((text) => Number(text || '22') >= 1 && Number(text || '22') <= 65_535)
      .transform((text) => text || '22'),
    user: line.min(1),
    password: z.string().max(500).default(''),
    /** In OpenSSH's or PEM form, without a passphrase. */
    privateKey: z
      .string()
      .trim()
      .max(8_000)
      .regex(/^(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+-----END [A-Z ]*PRIVATE KEY-----)?$/)
      .default(''),
    /** As `ssh-keygen -lf` tells it. Empty only before the first check. */
    fingerprint: line
      .regex(/^(SHA256:[A-Za-z0-9+/]{43}=?)?$/)
      .transform((text) => text.replace(/=$/, ''))
      .default(''),
    folder: line.regex(/^[^\p{Cc}\\]*$/u).default(''),
    fileName: line.refine((text) => filePatternFrom(text) !== null).default(''),
    columns: z
      .string()
      .max(2_000)
      .refine((text) => readColumns(text) !== null)
      .default(''),
    hour: z.string().regex(/^([01]\d|2[0-3])$/),
    format: z.enum(fileFormats),
  })
  .refine(({ password, privateKey }) => password !== '' || privateKey !== '', {
    path: ['password'],
    message: 'Either a password or a private key is needed.',
  });

export type SftpSettings = z.infer<typeof settingsShape>;
