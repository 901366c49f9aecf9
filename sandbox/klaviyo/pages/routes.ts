/** Pages for people: what each account's lists hold, who is in a list, and what was asked of the stand-in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { send } from '../../http.ts';
import type { World } from '../world.ts';
import { homePage } from './home.ts';
import { listPage } from './list.ts';

const HEADERS = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };

export function servePages(world: World, request: IncomingMessage, response: ServerResponse, url: URL): void {
  request.resume();
  const content = request.method === 'GET' || request.method === 'HEAD' ? render(world, url) : undefined;
  if (content === undefined) {
    send(response, 404, { 'Content-Type': 'text/plain; charset=utf-8' }, 'There is nothing here.\n');
    return;
  }
  send(response, 200, HEADERS, content);
}

function render(world: World, url: URL): string | undefined {
  if (url.pathname === '/') return homePage(world);
  const listId = /^\/lists\/([A-Za-z0-9]+)$/.exec(url.pathname)?.[1];
  return listId === undefined ? undefined : listPage(world, listId, url.searchParams);
}
