/** The page for people: ad accounts, their audiences with sizes, and the calls received. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { send } from '../../http.ts';
import { count, html, page, type Markup } from '../../klaviyo/pages/html.ts';
import { allAccounts, type AdAccount } from '../store/accounts.ts';
import { audiencesOf } from '../store/audiences.ts';
import { setSize } from '../store/people.ts';
import type { World } from '../world.ts';

const HEADERS = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };

export function serveHome(world: World, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const accounts = allAccounts(world.db);
  const content = html`
    <header>
      <h1>Meta (sandbox)</h1>
      <p>A stand-in on this machine. No real account, no advertisement comes of it.</p>
    </header>
    ${accounts.length === 0 ? html`<p class="soft">No ad account yet.</p>` : accounts.map((one) => section(world, one))}
    <h2>Calls received</h2>
    <div class="card">
      <table>
        ${world.traffic.counts().map(
          (row) =>
            html`<tr>
              <td>${row.call}</td>
              <td class="number">${count(row.count)}</td>
            </tr>`,
        )}
      </table>
    </div>
    <p class="soft">Refused while throttled: ${count(world.limiter.refused())}.</p>
  `;
  send(response, 200, HEADERS, page('Meta (sandbox)', content));
}

function section(world: World, account: AdAccount): Markup {
  return html`
    <section>
      <h2>${account.name}</h2>
      <p class="soft">Ad account ${account.id}</p>
      <div class="card">
        <table>
          ${audiencesOf(world.db, account.pk).map(
            (audience) =>
              html`<tr>
                <td>${audience.name}</td>
                <td class="soft">${audience.id}</td>
                <td class="number">${count(setSize(world.db, audience.setPk))}</td>
              </tr>`,
          )}
        </table>
      </div>
    </section>
  `;
}
