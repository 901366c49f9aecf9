/** Previews of two rules by the web process's rights: one on facts alone, one that asks histories what no segment asks. */
import type { Rule } from '#app/core/rules/rule.ts';
import { previewRule } from '#app/flows/segments/previewRule.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { seconds } from '../support/figures.ts';

/** Twelve conditions on facts. */
export const ruleOnFacts: Rule = {
  all: [
    { fact: 'emailReachable', is: 'yes' },
    { fact: 'country', is: 'one-of', values: ['TR', 'DE'] },
    { not: { fact: 'tags', is: 'has-any', values: ['toptan'] } },
    { fact: 'knownAt', is: 'not-for', window: { days: 14 } },
    {
      any: [
        { fact: 'orderCount', is: 'at-least', value: 3 },
        { fact: 'spentMinor', is: 'at-least', value: 100_000 },
        { fact: 'lastProductViewAt', is: 'within', window: { days: 30 } },
        { fact: 'lastClickedAt', is: 'within', window: { days: 60 } },
        { fact: 'lastOpenedAt', is: 'within', window: { days: 30 } },
      ],
    },
    { fact: 'receivedSinceEngagedCount', is: 'less-than', value: 10 },
    { not: { fact: 'lastOrderAt', is: 'within', window: { days: 7 } } },
    { fact: 'smsWithdrawnAt', is: 'never' },
  ],
};

/** Two conditions on events with products that no preset asks for. */
const ruleOnHistories: Rule = {
  all: [
    { is: 'did', event: 'ordered', of: { by: 'vendor', values: ['Deniz', 'Nar'] }, window: { days: 540 } },
    { is: 'did-not', event: 'ordered', of: { by: 'type', values: ['Elbise'] } },
  ],
};

export interface PreviewFigures {
  tookS: number;
  memberCount: number;
  isEstimated: boolean;
}

export async function preview(web: Services, shopId: ShopId, which: 'facts' | 'histories'): Promise<PreviewFigures> {
  const started = performance.now();
  const answer = await previewRule(web, shopId, which === 'facts' ? ruleOnFacts : ruleOnHistories, null, 'bench');
  const tookS = seconds(started);
  if (!answer.ok) throw new Error(`The preview is refused: ${JSON.stringify(answer.problem)}`);
  const { memberCount, isEstimated, examples } = answer.preview;
  if (memberCount === 0 || examples.length === 0) throw new Error('A rule that was to be previewed has no members.');
  return { tookS, memberCount, isEstimated };
}
