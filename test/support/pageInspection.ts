/**
 * What any visitor may expect of a page, measured in the browser: names for controls, a sensible order of headings, text that
 * stands out from what is behind it, and nothing wider than the window.
 */
import type { Frame } from 'playwright-core';

/** In words, everything that is wrong with the page as it stands; empty when nothing is. */
export function inspectPage(frame: Frame): Promise<string[]> {
  return frame.evaluate(() => {
    const faults: string[] = [];
    const shown = (element: Element): boolean =>
      element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
      element.closest('[aria-hidden="true"]') === null;
    const all = (selector: string): Element[] => [...document.querySelectorAll(selector)].filter(shown);
    const where = (element: Element): string => element.outerHTML.slice(0, 160);
    const textOf = (ids: string | null): string =>
      (ids ?? '')
        .split(/\s+/)
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' ')
        .trim();
    const nameOf = (element: Element): string =>
      textOf(element.getAttribute('aria-labelledby')) ||
      (element.getAttribute('aria-label') ?? '').trim() ||
      (element instanceof HTMLInputElement
        ? [...(element.labels ?? [])]
            .map((label) => label.textContent)
            .join(' ')
            .trim()
        : '') ||
      element.textContent.trim();

    if (!document.documentElement.lang) faults.push('the page names no language');
    if (!document.title) faults.push('the page has no title');
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} px wide in a window of ${clientWidth} px`);

    for (const control of all(
      'button, a[href], input:not([type=hidden]), select, textarea, [role=switch], [role=checkbox]',
    ))
      if (!nameOf(control)) faults.push(`a control has no name: ${where(control)}`);
    for (const image of all('img'))
      if (!image.hasAttribute('alt')) faults.push(`a picture has no text: ${where(image)}`);
    for (const element of all('[role=img]'))
      if (!nameOf(element)) faults.push(`a drawing has no text: ${where(element)}`);
    for (const element of all('[tabindex]'))
      if (Number(element.getAttribute('tabindex')) > 0) faults.push(`the order of focus is forced: ${where(element)}`);
    for (const table of all('table'))
      if (!table.querySelector('th')) faults.push(`a table has no headings: ${where(table)}`);

    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    for (const id of new Set(ids.filter((each, index) => ids.indexOf(each) !== index)))
      faults.push(`two elements have the id ${id}`);

    const headings = all('h1, h2, h3, h4, h5, h6').map((heading) => Number(heading.tagName[1]));
    if (headings.filter((level) => level === 1).length !== 1)
      faults.push(`the page has ${headings.filter((level) => level === 1).length} main headings`);
    headings.forEach((level, index) => {
      if (level - (headings[index - 1] ?? 0) > 1)
        faults.push(`a heading of level ${level} follows one of level ${headings[index - 1] ?? 0}`);
    });
    if (
      /(?:^|\s)(?:nav|common|errors|home|segments?|catalogue|customer|builder|rfm|report|explanation|connections|data|privacy)\.[a-zA-Z]+/.test(
        document.body.innerText,
      )
    )
      faults.push(`the page shows the name of a text: ${document.body.innerText.slice(0, 400)}`);
    if (document.body.innerText.includes('{{')) faults.push('the page shows an unfilled place in a text');

    interface Colour {
      red: number;
      green: number;
      blue: number;
      alpha: number;
    }
    const colourOf = (text: string): Colour => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return { red, green, blue, alpha };
    };
    const over = (top: Colour, below: Colour): Colour => ({
      red: top.red * top.alpha + below.red * (1 - top.alpha),
      green: top.green * top.alpha + below.green * (1 - top.alpha),
      blue: top.blue * top.alpha + below.blue * (1 - top.alpha),
      alpha: 1,
    });
    const behind = (element: Element | null): Colour =>
      element === null
        ? { red: 255, green: 255, blue: 255, alpha: 1 }
        : over(colourOf(getComputedStyle(element).backgroundColor), behind(element.parentElement));
    const light = ({ red, green, blue }: Colour): number => {
      const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!element || !node.textContent?.trim() || !shown(element) || element.closest('script, style, svg, :disabled'))
        continue;
      // Only read out, never seen: clipped to a point.
      if (element.closest('[class*="visuallyHidden"], .kesit-unseen, .Polaris-ProgressBar__Label')) continue;
      const style = getComputedStyle(element);
      const ground = behind(element);
      const [one, other] = [light(over(colourOf(style.color), ground)), light(ground)];
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5) - 0.01)
        faults.push(
          `text stands out by only ${ratio.toFixed(2)}: "${node.textContent.trim().slice(0, 40)}" ${style.color}`,
        );
    }
    return faults;
  });
}
