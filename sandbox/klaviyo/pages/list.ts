/** Who is in a list, 50 at a time, with a search by the whole e-mail address or external id. */
import type { SQLInputValue } from 'node:sqlite';
import { isoTime } from '../resources.ts';
import { encodeCursor } from '../protocol/query.ts';
import { normaliseEmail } from '../protocol/identifiers.ts';
import { whole, type Row } from '../../database.ts';
import { LIST_COLUMNS, toList } from '../store/lists.ts';
import { readPage } from '../store/pages.ts';
import { PROFILE_COLUMNS, toProfile } from '../store/profiles.ts';
import type { World } from '../world.ts';
import { count, html, page, type Markup } from './html.ts';

const MEMBERS_PER_PAGE = 50;

export function listPage(world: World, listId: string, search: URLSearchParams): string | undefined {
  const row = world.db.get(`SELECT ${LIST_COLUMNS} FROM lists l WHERE l.id = ?`, listId);
  if (row === undefined) return undefined;
  const list = toList(row);
  const wanted = (search.get('q') ?? '').trim();
  const position = cursorOf(search.get('after'));
  const members = readPage(world.db, {
    from:
      wanted === ''
        ? 'memberships m CROSS JOIN profiles p ON p.pk = m.profile_pk'
        : 'profiles p CROSS JOIN memberships m ON m.profile_pk = p.pk',
    columns: `${PROFILE_COLUMNS}, m.joined_ms`,
    where: [{ sql: 'm.list_pk = ?', params: [list.pk] }, ...searchCondition(list.accountPk, wanted)],
    sortColumn: 'm.joined_ms',
    keyColumn: 'm.profile_pk',
    descending: true,
    pageSize: MEMBERS_PER_PAGE,
    cursor: position,
  });
  const next =
    members.next === undefined
      ? ''
      : html`<a href="/lists/${list.id}?after=${encodeCursor(...members.next)}">Next ${MEMBERS_PER_PAGE}</a>`;
  return page(
    `${list.name} – Klaviyo (sandbox)`,
    html`
      <nav><a href="/">All lists</a></nav>
      <header>
        <h1>${list.name}</h1>
        <p>${count(list.memberCount)} members, last joined first. List ${list.id}.</p>
      </header>
      <form method="get">
        <input
          name="q"
          value="${wanted}"
          placeholder="E-mail address or external id"
          aria-label="E-mail address or external id"
        />
        <button>Find</button>
      </form>
      <div class="card">${memberTable(members.rows)}</div>
      <nav>${position === undefined ? '' : html`<a href="/lists/${list.id}">First page</a>`} ${next}</nav>
    `,
  );
}

function searchCondition(accountPk: number, wanted: string): { sql: string; params: SQLInputValue[] }[] {
  if (wanted === '') return [];
  const column = wanted.includes('@') ? 'p.email' : 'p.external_id';
  return [
    {
      sql: `p.account_pk = ? AND ${column} = ?`,
      params: [accountPk, wanted.includes('@') ? normaliseEmail(wanted) : wanted],
    },
  ];
}

function memberTable(rows: readonly Row[]): Markup {
  if (rows.length === 0) return html`<p class="note soft">Nobody here.</p>`;
  return html`<table>
    <thead>
      <tr>
        <th>E-mail</th>
        <th>Name</th>
        <th>External id</th>
        <th>Joined (UTC)</th>
        <th>Properties</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(memberRow)}
    </tbody>
  </table>`;
}

function memberRow(row: Row): Markup {
  const profile = toProfile(row);
  const name = [profile.attributes.first_name, profile.attributes.last_name].filter((part) => typeof part === 'string');
  const properties = Object.entries(profile.properties).map(([key, value]) => `${key}: ${shortText(value)}`);
  return html`<tr>
    <td>${profile.email ?? '–'}</td>
    <td>${name.join(' ')}</td>
    <td class="soft">${profile.externalId ?? '–'}</td>
    <td class="soft">${isoTime(whole(row, 'joined_ms')).slice(0, 19).replace('T', ' ')}</td>
    <td class="soft wrap">${properties.join('; ')}</td>
  </tr>`;
}

function shortText(value: unknown): string {
  return Array.isArray(value)
    ? value.map(String).join(', ')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}

/** Pages are entered by links of ours; anything else starts at the first page. */
function cursorOf(value: string | null): readonly [number | string | null, number] | undefined {
  if (value === null) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value, 'base64url').toString());
    if (!Array.isArray(parsed)) return undefined;
    const [joinedMs, pk] = parsed as unknown[];
    return typeof joinedMs === 'number' && typeof pk === 'number' ? [joinedMs, pk] : undefined;
  } catch {
    return undefined;
  }
}
