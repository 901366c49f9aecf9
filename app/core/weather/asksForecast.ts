/** Whether a rule looks at the weather: only then is anybody asked for a forecast. */
import { conditionsOf, type Rule } from '../rules/rule.ts';

export const asksForecast = (rule: Rule): boolean => conditionsOf(rule).some(({ is }) => is === 'forecast');
