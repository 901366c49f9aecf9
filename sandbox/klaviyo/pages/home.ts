/** The first page: accounts, their lists with counts, import jobs at work, and the calls received. */
import { allAccounts, type Account } from '../store/accounts.ts';
import { consentCalls } from '../store/consents.ts';
import { whole } from '../../database.ts';
import { listsOfAccount } from '../store/lists.ts';
import type { World } from '../world.ts';
import { count, html, page, type Markup } from './html.ts';

export function homePage(world: World): string {
  const accounts = allAccounts(world.db);
  const consents = consentCalls(world.db).total;
  return page(
    'Klaviyo (sandbox)',
    html`
      <header>
        <h1>Klaviyo (sandbox)</h1>
        <p>A stand-in on this machine. No real account, no e-mail leaves it.</p>
      </header>
      ${
        accounts.length === 0
          ? html`<div class="card">
              <p class="note soft">No account yet. One appears when the demo connects a shop.</p>
            </div>`
          : accounts.map((account) => accountSection(world, account))
      }
      <h2>Calls received</h2>
      <p class="soft">
        Calls that change anybody's consent:
        <strong>${count(consents)}</strong>${consents === 0 ? ', as it should be' : ''}.
      </p>
      ${trafficTable(world)}
    `,
  );
}

function accountSection(world: World, account: Account): Markup {
  const lists = listsOfAccount(world.db, account.pk);
  const working = world.db.get(
    "SELECT COUNT(*) AS jobs FROM import_jobs WHERE account_pk = ? AND status <> 'complete'",
    account.pk,
  );
  const jobs = working === undefined ? 0 : whole(working, 'jobs');
  return html`
    <section>
      <h2>${account.name}</h2>
      <p class="soft">Account ${account.id}${jobs === 0 ? '' : `, ${count(jobs)} import jobs at work`}</p>
      <div class="card">
        ${
          lists.length === 0
            ? html`<p class="note soft">No list yet.</p>`
            : html`<table>
                <thead>
                  <tr>
                    <th>List</th>
                    <th>Id</th>
                    <th>Opt-in</th>
                    <th class="number">Members</th>
                  </tr>
                </thead>
                <tbody>
                  ${lists.map(
                    (list) =>
                      html`<tr>
                        <td><a href="/lists/${list.id}">${list.name}</a></td>
                        <td class="soft">${list.id}</td>
                        <td class="soft">${list.optInProcess === 'single_opt_in' ? 'single' : 'double'}</td>
                        <td class="number">${count(list.memberCount)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>`
        }
      </div>
    </section>
  `;
}

function trafficTable(world: World): Markup {
  const counts = world.traffic.counts();
  if (counts.length === 0) return html`<div class="card"><p class="note soft">None since the start.</p></div>`;
  return html`<div class="card">
    <table>
      <thead>
        <tr>
          <th>Call</th>
          <th>Answers</th>
          <th class="number">Count</th>
        </tr>
      </thead>
      <tbody>
        ${counts.map(
          (row) =>
            html`<tr>
              <td>${row.call}</td>
              <td class="soft">
                ${Object.entries(row.byStatus)
                  .map(([status, times]) => `${status === '0' ? 'cut' : status} × ${count(times)}`)
                  .join(', ')}
              </td>
              <td class="number">${count(row.count)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
