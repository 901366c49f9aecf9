/** The words of the ready-made segments and of their settings, in English. */
export const catalogueEn = {
  title: 'Ready-made segments',
  subtitle: 'Switch on what you need, and change its settings as you like.',
  search: 'Search ready-made segments',
  all: 'All',
  count: '{{on}} of {{all}} on',
  nothingFoundTitle: 'No ready-made segment found',
  nothingFoundBody: 'None is called so, in English or in Turkish.',
  clear: 'Clear search',
  missing: 'Missing: {{need}}.',
  settings: 'Settings',
  settingsLabel: 'Settings of “{{segment}}”',
  fillIn: 'Fill in its settings to switch it on',
  saved: 'Settings saved: {{segment}}',
  switchOn: 'Switch on',
  range: 'From {{min}} to {{max}}.',
  units: {
    days: 'days',
    hours: 'hours',
    orders: 'orders',
    percent: '%',
    times: 'times',
    emails: 'e-mails',
    years: 'years',
    degrees: '°C',
    visits: 'visits',
    points: 'points',
  },
  wrong: {
    number: 'Enter a whole number from {{min}} to {{max}}.',
    choice: 'Choose one.',
    missing: 'Fill this in.',
    sensitive:
      'This speaks of a special category of personal data, such as health or religion. No segment is made of it.',
    text: 'At most 50 texts, of up to 255 letters each.',
  },
  model: {
    'too-few':
      'Predictions need 200 customers with two orders or more; your shop has {{count}}. They are offered as soon as it does.',
    'not-converged': 'The last computation of predictions came to no result, so the last good one stays in use.',
    'not-converged-none': 'The last computation of predictions came to no result. The next one follows within a week.',
    degenerate:
      'Your orders tell too little about how customers are lost, so each customer’s own time between orders stands in.',
  },
} as const;
