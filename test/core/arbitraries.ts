/** Random shops, customers and rules whose instants, figures and texts meet at the same boundaries; see the files of the folder. */
export { nowArbitrary } from './arbitraries/instants.ts';
export { factsArbitrary } from './arbitraries/facts.ts';
export { conditionArbitrary, ruleArbitrary } from './arbitraries/rules.ts';
export { questionPool } from './arbitraries/history.ts';
export { yardsticksArbitrary } from './arbitraries/yardsticks.ts';
