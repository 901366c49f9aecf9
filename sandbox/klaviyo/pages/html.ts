/** The look of the pages: one layout, safe text, no script. */

/** Markup that may be put into a page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Template tag: everything inserted is escaped unless it is markup already. */
export function html(strings: TemplateStringsArray, ...values: (string | number | Markup | Markup[])[]): Markup {
  return new Markup(
    strings
      .map((part, index) => {
        const value = values[index];
        if (value === undefined) return part;
        if (Array.isArray(value)) return part + value.map((markup) => markup.text).join('');
        return part + (value instanceof Markup ? value.text : escaped(String(value)));
      })
      .join(''),
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const STYLE = new Markup(`
  :root { color-scheme: light dark; --line: #d9dce1; --soft: #6b7280; --back: #f6f7f9; --card: #fff; --text: #1f2430; --link: #1d5fd1; }
  @media (prefers-color-scheme: dark) {
    :root { --line: #333a46; --soft: #9aa3b2; --back: #14171c; --card: #1c2027; --text: #e7eaf0; --link: #7fb0ff; }
  }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
  main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
  header p, .soft { color: var(--soft); }
  h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
  a { color: var(--link); }
  .card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .5rem .9rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
  tr:last-child td { border-bottom: 0; }
  th { font-weight: 600; color: var(--soft); font-size: .85rem; }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
  td.wrap { white-space: normal; min-width: 14rem; }
  .note { padding: .9rem; margin: 0; }
  nav { margin: 1rem 0; display: flex; gap: 1rem; }
  form { margin: 1rem 0; display: flex; gap: .5rem; }
  input { font: inherit; padding: .35rem .6rem; border: 1px solid var(--line); border-radius: .4rem; min-width: 0; flex: 0 1 20rem;
    background: var(--card); color: inherit; }
  button { font: inherit; padding: .35rem .9rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--card);
    color: inherit; }
`);

export function page(title: string, content: Markup): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`.text;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}
