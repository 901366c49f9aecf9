/** The yardstick: a server that reads the body, checks the signature and answers. It keeps nothing. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const key = createSecretKey(Buffer.from(process.argv[2] ?? ''));

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    const given = Buffer.from(String(request.headers['x-shopify-hmac-sha256']), 'base64');
    const right = createHmac('sha256', key).update(body).digest();
    response.statusCode = given.length === right.length && timingSafeEqual(right, given) ? 200 : 401;
    response.setHeader('Content-Length', '0');
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
