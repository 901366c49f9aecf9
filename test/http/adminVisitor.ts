/** A merchant at the admin's doors, by HTTP: pages as the admin frames them, a route's data, forms sent to its action. */
import type { AdminStage } from '#test/support/adminStage.ts';

export interface Visitor {
  /** Query of the address under which the admin frames the app. */
  framed(extra?: Record<string, string>): Promise<string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** What the route's loader answers. @throws Error when it refuses. */
  data<Answer>(path: string, route: string): Promise<Answer>;
  /** What the route's action answers. @throws Error when it refuses. */
  act<Answer>(path: string, route: string, form: Record<string, string>): Promise<Answer>;
  /** Tasks of the jobs that wait, in order. */
  jobs(): Promise<string[]>;
  forgetJobs(): Promise<void>;
  shopId(): Promise<number>;
}

/** Shopify's library turns programs away; a browser says that it is one. */
export const browser = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/153.0 Safari/537.36',
};

export function visitorOf(stage: AdminStage): Visitor {
  const get: Visitor['get'] = (path, headers = {}) =>
    fetch(stage.web.url + path, { redirect: 'manual', headers: { ...browser, ...headers } });
  return {
    get,
    framed: async (extra = {}) =>
      new URLSearchParams({
        embedded: '1',
        shop: stage.domain,
        host: Buffer.from('admin.shopify.com/store/kesit-demo').toString('base64'),
        locale: 'en',
        id_token: await stage.idToken(),
        ...extra,
      }).toString(),
    async data<Answer>(path: string, route: string) {
      const response = await get(`${path}${path.includes('?') ? '&' : '?'}_data=${encodeURIComponent(route)}`, {
        authorization: `Bearer ${await stage.idToken()}`,
      });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return (await response.json()) as Answer;
    },
    async act<Answer>(path: string, route: string, form: Record<string, string>) {
      const separator = path.includes('?') ? '&' : '?';
      const response = await fetch(`${stage.web.url}${path}${separator}_data=${encodeURIComponent(route)}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...browser, authorization: `Bearer ${await stage.idToken()}` },
        body: new URLSearchParams(form),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Answer;
    },
    async jobs() {
      const { rows } = await stage.database.worker.query<{ task_identifier: string }>(
        'SELECT task_identifier FROM graphile_worker.jobs ORDER BY task_identifier',
      );
      return rows.map((row) => row.task_identifier);
    },
    async forgetJobs() {
      await stage.database.worker.query('DELETE FROM graphile_worker._private_jobs');
    },
    async shopId() {
      const { rows } = await stage.database.worker.query<{ shop_id: string }>('SELECT shop_id FROM find_shop($1)', [
        stage.domain,
      ]);
      return Number(rows[0]?.shop_id);
    },
  };
}
